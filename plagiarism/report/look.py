#!/usr/bin/env python3
"""look.py REPORT.html FOLDER: pictures of every view, light and dark, wide and narrow, and pages for paper: to look at."""
import base64
import sys
from pathlib import Path

from browser import Browser, find_program

SIZES = {"wide": (1440, 900, False), "narrow": (390, 844, True)}
VIEWS = ("pairs", "pair", "clusters", "timeline", "common", "notes")


def main():
    report, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with Browser(find_program()) as browser:
        browser.size(*SIZES["wide"])
        browser.open(report.as_uri())
        key = browser.eval("document.querySelector('tr[data-key]:nth-child(3)').dataset.key")
        for size, (width, height, mobile) in SIZES.items():
            browser.size(width, height, mobile)
            for scheme in ("light", "dark"):
                browser.scheme(scheme)
                for view in VIEWS:
                    browser.go(f"pair={key}" if view == "pair" else view)
                    if view == "pair":
                        browser.key("n")
                        browser.eval("new Promise((done) => setTimeout(done, 700))")  # smooth scrolling ends
                    data = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=False)["data"]
                    (folder / f"{view}-{size}-{scheme}.png").write_bytes(base64.b64decode(data))
        browser.size(*SIZES["wide"])
        for view in ("pairs", "pair"):
            browser.go(f"pair={key}" if view == "pair" else view)
            data = browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)["data"]
            (folder / f"{view}.pdf").write_bytes(base64.b64decode(data))
        print("\n".join(browser.errors) or "no errors", f"; {len(set(browser.requests))} addresses")


if __name__ == "__main__":
    main()
