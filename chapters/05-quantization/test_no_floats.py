"""No floating point in the integer kernel: what the compilers made of it, instruction by
instruction.

Vector registers move and add whole numbers as well; what must not be there is arithmetic on
floats, a conversion from or to one, or a call to a function that would do it in software.
"""
import re
import shutil
import subprocess

import pytest

from building import CHECK, ROOT, build, lacks

KERNEL = "chapters/05-quantization/integer_kernel"
FLOAT = re.compile(
    # x86: arithmetic on scalars and vectors of floats, conversions, comparisons, and all of x87
    r"v?(add|sub|mul|div|sqrt|rsqrt\d*|rcp\d*|min|max|cmp\w*|round|dp|hadd|hsub|addsub|rndscale"
    r"|reduce|range|fixupimm|getexp|getmant|scalef|fpclass)[sp][sdh]"
    r"|v?cvt\w*|v?fn?m(add|sub)\w*|v?u?comis\w|f\w+"
    r"|[su]cvtf")  # ARM: fadd and the like begin with f, as on x87
SOFT = re.compile(r"__\w*[sdtx]f\w*|l?l?rint\w*|floor\w*|round\w*|ldexp\w*|fm\w+")


def instructions(path):
    """The mnemonics of an object file."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], text=True, check=True,
                          capture_output=True).stdout
    return [words[1] for words in (line.split() for line in text.splitlines())
            if len(words) > 1 and re.fullmatch(r"[0-9a-f]+:", words[0])]


def calls(path):
    text = subprocess.run(["nm", "-u", path], text=True, check=True, capture_output=True).stdout
    return [line.split()[-1] for line in text.splitlines()]


def floats_in(path):
    return ([word for word in instructions(path) if FLOAT.fullmatch(word)] +
            [name for name in calls(path) if SOFT.fullmatch(name)])


def needs(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")


@pytest.mark.parametrize("variant", ["gcc", "clang", "baseline"])
def test_kernel_has_no_float(variant):
    needs("objdump", "nm")
    if lacks(variant):
        pytest.skip(lacks(variant))
    path = CHECK / variant / "obj" / f"{KERNEL}.o"
    errors = build(variant, str(path))
    assert not errors, errors
    assert len(instructions(path)) > 50
    assert floats_in(path) == []


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_kernel_needs_only_general_registers(compiler, tmp_path):
    """As on a processor without floating point: the compiler may not use any such register."""
    needs(compiler, "objdump", "nm")
    path = tmp_path / "kernel.o"
    done = subprocess.run([compiler, "-std=c11", "-O3", "-mgeneral-regs-only", "-c",
                           ROOT / f"{KERNEL}.c", "-o", path], text=True, check=False,
                          capture_output=True)
    if "unrecognized" in done.stderr or "unsupported" in done.stderr:
        pytest.skip(f"{compiler} has no -mgeneral-regs-only here")
    assert done.returncode == 0, done.stderr
    assert floats_in(path) == []
    assert calls(path) == []


@pytest.mark.parametrize("line", [
    "int f(int x) { return (int)(x * 0.5); }",
    "void f(int *x, float s) { for (int i = 0; i < 64; i++) x[i] = (int)((float)x[i] * s); }",
    "float f(float x, float y) { return x + y; }",
    "long double f(long double x) { return x * 3; }",
    "double f(const double *x, int n) { double s = 0; while (n--) s += x[n] * x[n]; return s; }",
    "int f(double x, double y) { return x < y; }",
])
@pytest.mark.parametrize("options", [[], ["-march=native"]], ids=["plain", "native"])
def test_a_float_would_be_found(line, options, tmp_path):
    needs("gcc", "objdump", "nm")
    source = tmp_path / "float.c"
    source.write_text(line + "\n")
    path = tmp_path / "float.o"
    subprocess.run(["gcc", "-O3", *options, "-c", source, "-o", path], check=True)
    assert floats_in(path)
