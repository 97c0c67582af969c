#!/bin/sh
# Gradescope runs this once, as root, when the autograder's image is built: it installs what is
# missing, and compiles all that does not depend on a student.
set -eu
cd "${AUTOGRADER:-/autograder}/source/weights"
chmod +x common/tools/setup.sh common/tools/find-python
common/tools/setup.sh grade
"$(common/tools/find-python)" exercises/grader/grade_one.py --chapters '@CHAPTERS@' --prepare
