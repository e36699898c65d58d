"""Opens XLIFF files with Poedit on a screen that nobody sees, edits every n-th target with keys, saves. Says what it edited.

Poedit shows codes as text: `<g>…</g>`, `<x>`, and those that say what they are shown as in braces. Whoever types there types XML.
Texts are pasted, which takes a while, so each is read back: what is selected there can be read without the clipboard.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree
from xml.sax.saxutils import escape, unescape

mode, _, source, destination, every, appended, replacement = sys.argv[1:]
root = Path(__file__).resolve().parent / "root/usr"
SECONDS = 30
CONFIG = """version=3.2.2
enable_spellchecking=0
focus_to_text=1
show_warnings=0
sidebar_shown=0
sort_by=file-order
sort_errors_first=0
sort_untrans_first=0
use_tm=0
translator_name=Åsa Test
translator_email=test@example.invalid
[Parsers]
MigratedTo20=1
"""
NOTHING = "nothing is selected"


def xdotool(*arguments):
    return subprocess.run(["xdotool", *arguments], check=True, capture_output=True, text=True).stdout


def keys(*names):
    if names:
        xdotool("key", "--delay", "4", *names)


def selected():
    """What is selected; nothing if it is in another encoding, as it is while its owner changes."""
    done = subprocess.run(["xclip", "-selection", "primary", "-o", "-t", "UTF8_STRING"], capture_output=True)
    try:
        text = done.stdout.decode()
    except UnicodeDecodeError:
        return None
    return None if done.returncode != 0 or text == NOTHING else text


def give(selection, text):
    command = ["xclip", "-selection", selection, "-i"]
    subprocess.run(command, input=text.encode(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(condition, what):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    sys.exit(f"{what}: nothing in {SECONDS} s")


def select_all():
    keys("ctrl+a")
    return selected()


def shown_text(where):
    """What the field of the translation holds. The window is there before it listens, so keys may be lost."""
    give("primary", NOTHING)
    return wait_for(select_all, where)


def name(element):
    return element.tag.rpartition("}")[2]


def targets(path):
    """Ids of units, and their targets, in the order of Poedit."""
    for unit in ElementTree.parse(path).iter():
        if name(unit) in ("trans-unit", "unit"):
            yield unit.get("id"), next((element for element in unit.iter() if name(element) == "target"), None)


def text_of(target):
    return "" if target is None else "".join(target.itertext())


def in_braces(code):
    """What a code by itself is shown as, if it says so."""
    text = code.get("equiv-text") or code.get("disp")
    return text and "{" + text + "}"


def letters(shown, target):
    """A text as it is shown, without codes and white space."""
    for code in sorted(filter(None, map(in_braces, target.iter())), key=len, reverse=True):
        shown = shown.replace(code, "").replace(escape(code), "")
    if len(target) > 0:
        shown = unescape(re.sub(r"</?[a-z]+( id=\"\d+\")?/?>", "", shown))
    return "".join(shown.split())


def edited(shown, target, edit):
    """What a translator would type; `None` if there is no code to move."""
    text = escape if len(target) > 0 else str
    if edit == "append":
        return shown + text(appended)
    if edit == "replace":
        return text(replacement)
    if len(target) == 0:
        return None
    code = in_braces(target[0]) or opening(shown)
    start = shown.find(code) if code else -1
    if start < 0:
        return None
    end = start + len(code)
    if code.startswith("<") and not code.endswith("/>"):
        depth = 0
        for tag in re.finditer(r"<(/?)g\b[^>]*?(/?)>", shown[start:]):
            depth += -1 if tag[1] else 0 if tag[2] else 1
            if depth == 0:
                end = start + tag.end()
                break
    return shown[:start] + shown[end:] + shown[start:end]


def opening(shown):
    tag = re.search(r"<[a-z]+[^>]*>", shown)
    return tag and tag[0]


def exchange(path):
    """A fresh start for each file, so that none takes over what another left. Debian calls the program poeditor."""
    with TemporaryDirectory() as home:
        config = Path(home) / ".config/poedit/config"
        config.parent.mkdir(parents=True)
        config.write_text(CONFIG, encoding="utf-8")
        poedit = subprocess.Popen(
            [root / "bin/poeditor", path],
            env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "LD_LIBRARY_PATH": LIBRARIES},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            drive(path)
        finally:
            poedit.kill()
            poedit.wait()


def drive(path):
    window = xdotool("search", "--sync", "--onlyvisible", "--name", f"{re.escape(path.name)}.* Poedit").split()[0]
    xdotool("windowfocus", "--sync", window)
    units = list(targets(path))
    if text_of(units[0][1]).strip():
        shown_text(path.name)
    at = 0
    for index, (unit, target) in enumerate(units):
        if mode != "edit" or index % int(every) != 0 or not text_of(target).strip():
            continue
        keys(*["ctrl+Down"] * (index - at))
        at = index
        where = f"{path.name}, {unit}"
        shown = shown_text(where)
        if letters(shown, target) != "".join(text_of(target).split()):
            sys.exit(f"{where}: {shown!r} is shown, not {text_of(target)!r}")
        edit = ("append", "replace", "move")[index // int(every) % 3]
        new = edited(shown, target, edit)
        if new is None:
            continue
        give("clipboard", new)
        keys("ctrl+a", "ctrl+v")
        # The text comes later than the key, and takes the place of what is selected then.
        wait_for(lambda: select_all() == new, where)
        print(path.name, unit, edit, sep="\t")
    before = path.stat().st_mtime_ns
    keys("ctrl+s")
    wait_for(lambda: path.stat().st_mtime_ns != before, f"{path.name} is not saved")


LIBRARIES = str(root / "lib/x86_64-linux-gnu")
screen = subprocess.Popen(
    ["Xvfb", "-displayfd", "1", "-screen", "0", "1200x900x24", "-nolisten", "tcp"],
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
)
try:
    os.environ["DISPLAY"] = f":{int(screen.stdout.readline())}"
    for path in sorted(Path(source).iterdir()):
        exchange(Path(shutil.copy(path, destination)))
finally:
    screen.terminate()
    screen.wait()
