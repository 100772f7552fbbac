#!/usr/bin/env python3
"""What the report does in a real browser: rows, a pair, keys, decisions, names, hostile texts; and that nothing fails there or
is loaded.

usage: browser_test.py SIMILARITY_REPORT_DEMO   (exit 77: no Chromium is installed)
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import Browser, find_program

LUMINANCE = """
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (color, under) => { canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1); canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1); const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data; return `rgb(${r}, ${g}, ${b})`; };
  const luminance = (color) => { const [r, g, b] = color.match(/\\d+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
  const behind = (node) => node ? rgb(getComputedStyle(node).backgroundColor, behind(node.parentElement)) : 'rgb(255, 255, 255)';
"""
# The texts on screen that are too close to what is behind them.
WEAK = "(() => {" + LUMINANCE + """
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('svg, option, .off, .unseen, script, style')) continue;
    const background = behind(node);
    const [high, low] = [luminance(rgb(getComputedStyle(node).color, background)), luminance(background)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) weak.add(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 20)}`);
  }
  return [...weak];
})()"""
UNNAMED = """[...document.querySelectorAll('button, a, input, select, textarea')].filter((node) => node.checkVisibility()
  && !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length || node.title)).map((node) => node.outerHTML)"""
VIEWS = ("pairs", "clusters", "timeline", "common", "notes")


def check(holds, what):
    if not holds:
        sys.exit(f"browser_test: {what}")


def rows(browser):
    return browser.eval("document.querySelectorAll('#rows tr[data-key]').length")


def check_list(browser):
    check(rows(browser) > 10, "the list is empty")
    all_rows = rows(browser)
    browser.key("/")
    check(browser.eval("document.activeElement.id") == "search", "/ does not search")
    browser.call("Input.insertText", text="misspelling")
    check(0 < rows(browser) < all_rows, "searching does not narrow the list")
    browser.eval("document.getElementById('search').value = ''; document.getElementById('search').dispatchEvent(new Event('input'))")
    browser.key("Escape")
    browser.eval("document.getElementById('sort-names').click()")
    check(browser.eval("document.querySelectorAll('[aria-sort=ascending]').length") == 1, "sorting is not said")
    browser.eval("document.getElementById('sort-probability').click()")
    check(browser.eval("document.querySelector('.histogram .bar.above') !== null"), "no bar from the threshold on")


def check_pair(browser):
    browser.key("j")
    browser.key("j")
    browser.key("Enter")
    browser.wait("document.body.dataset.view === 'pair'", "Enter to open a pair")
    title = browser.eval("document.getElementById('pair-title').textContent")
    check("Student" in title, f"the pair has no name: {title}")
    check(browser.eval("document.querySelectorAll('.pane.left .row').length") > 20, "the left text is missing")
    check(browser.eval("document.querySelectorAll('.evidence tbody tr').length") == 7, "not seven kinds of evidence")
    browser.key("n")
    check(browser.eval("document.querySelectorAll('.pane.left .on').length") > 0, "n marks nothing on the left")
    check(browser.eval("document.querySelectorAll('.pane.right .on').length") > 0, "n marks nothing on the right")
    browser.wait("document.querySelectorAll('.ribbon').length > 0", "ribbons")
    # A click on one side moves the other to the same height.
    browser.eval("document.querySelector('.pane.left .row.block .chip').click()")
    browser.wait("""(() => {
      const top = (side) => document.querySelector(`.pane.${side} .row.on`)?.getBoundingClientRect().top
        - document.querySelector(`.pane.${side}`).getBoundingClientRect().top;
      return Math.abs(top('left') - top('right')) < 60;
    })()""", "both sides at one height")
    browser.key("j")
    browser.wait(f"document.getElementById('pair-title').textContent !== {json.dumps(title)}", "j to go on")


def check_decision(browser):
    browser.eval("""(() => { const form = document.querySelector('.decision-part form');
      form.elements.state.value = 'dismissed'; form.elements.note.value = '<b>same group</b>'; form.elements.who.value = 'Ines';
      form.requestSubmit(); })()""")
    said = browser.eval("document.querySelector('.history').textContent")
    check("Dismissed" in said and "<b>same group</b>" in said and "Ines" in said, f"the decision is not shown: {said}")
    key = browser.eval("location.hash.slice(6)")
    kept = browser.eval("localStorage.getItem('assay-similarity:decisions')")
    check(any(it["pair"] == key and it["who"] == "Ines" and it["when"] for it in json.loads(kept)), "it is not kept")
    theirs = {"format": "assay-similarity-decisions", "version": 1, "decisions": [
        {"pair": key, "state": "referred", "note": "", "who": "Jo", "when": "2099-01-01T00:00:00Z"}]}
    check(browser.eval("document.querySelectorAll('.history li').length") == 1, "one entry")
    importing = """(() => { const list = new DataTransfer(); list.items.add(new File([%s], 'd.json'));
      const input = document.getElementById('import'); input.files = list.files; input.dispatchEvent(new Event('change')); })()"""
    browser.eval(importing % json.dumps(json.dumps(theirs)))
    browser.wait("document.querySelectorAll('.history li').length === 2", "the import")
    browser.eval(importing % json.dumps('{"format": "other"}'))
    browser.wait("document.getElementById('decisions-said').textContent.includes('not a file of decisions')", "a refusal")


def check_names(browser):
    before = browser.eval("document.getElementById('view-pairs').textContent")
    check("Okafor" not in before and "Student 1" in before, "names are shown from the beginning")
    browser.eval("document.getElementById('show-names').click()")
    check("Okafor" in browser.eval("document.getElementById('view-pairs').textContent"), "the switch shows no names")


def check_looks(browser):
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        pair = browser.eval("'pair=' + (location.hash.startsWith('#pair=') ? location.hash.slice(6) : document.querySelector('tr[data-key]').dataset.key)")
        for view in (*VIEWS, pair):
            browser.go(view)
            weak = browser.eval(WEAK)
            check(not weak, f"{view}, {scheme}: contrast below 4.5: {weak[:5]}")
            unnamed = browser.eval(UNNAMED)
            check(not unnamed, f"{view}: without a name: {unnamed[:3]}")
        browser.go("pairs")
    for width in (360, 768, 1920):
        browser.size(width, 800)
        for view in (*VIEWS, pair):
            browser.go(view)
            check(browser.eval("document.documentElement.scrollWidth <= innerWidth"), f"{view} is wider than {width} pixels")


def check_hostile(browser, folder):
    """Texts that would do something, were they taken for markup."""
    browser.open((folder / "hostile.html").as_uri())
    check(rows(browser) > 0, "hostile texts break the list")
    browser.eval("document.getElementById('show-names').click()")
    for view in (*VIEWS, "pair=" + browser.eval("document.querySelector('tr[data-key]').dataset.key")):
        browser.go(view)
        check(browser.eval("document.querySelectorAll('main img, main script, main iframe').length") == 0, f"{view}: markup of a student's")
    check(browser.eval("window.hostile === undefined"), "a student's script ran")
    check("</script>" in browser.eval("document.querySelector('.pane.left').textContent"), "the hostile text is not shown")


def main():
    program = find_program()
    if not program:
        print("no Chromium is installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="assay-report-") as name, Browser(program) as browser:
        folder = Path(name)
        subprocess.run([sys.argv[1], name], check=True)
        browser.size(1440, 900)
        browser.open((folder / "report.html").as_uri())
        check_list(browser)
        check_pair(browser)
        check_decision(browser)
        browser.key("u")
        browser.wait("document.body.dataset.view === 'pairs'", "u to go back")
        check_names(browser)
        check_looks(browser)
        browser.size(1440, 900)
        browser.open((folder / "without-names.html").as_uri())
        check(browser.eval("document.getElementById('names-switch').hidden"), "a switch without names")
        check_hostile(browser, folder)
        check(not browser.errors, f"the console says: {browser.errors[:5]}")
        loaded = {url for url in browser.requests if not url.startswith(("file://", "blob:", "about:"))}
        check(not loaded, f"something was loaded: {loaded}")


if __name__ == "__main__":
    main()
