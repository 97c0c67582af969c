"""The browser that the tests drive with playwright-core, or what is missing for them."""
import shutil
from pathlib import Path

# Chromium without what only a window needs comes first: it takes a fifth less time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
PLAYWRIGHT = Path(__file__).resolve().parents[1] / "node_modules" / "playwright-core"


def missing():
    """What must be installed before a test can drive the browser; None: nothing."""
    if not BROWSER:
        return "Chromium is not installed"
    if not shutil.which("node"):
        return "node is not installed"
    if not PLAYWRIGHT.is_dir():
        return "playwright-core is not installed: npm ci --prefix book"
    return None
