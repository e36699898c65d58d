"""Opens XLIFF files with translate-toolkit, edits every n-th target, saves. Says on standard output what it edited."""

import sys
from pathlib import Path

from translate.storage.placeables import StringElem
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

mode, interface, source, destination, every, appended, replacement = sys.argv[1:]


def unit_id(unit):
    element = unit.xmlelement
    if isinstance(store, Xliff2File):
        element = element.getparent() if element.tag.endswith("}segment") else element
    return element.get("id")


def edit_rich(unit, edit):
    target = unit.rich_target[0]
    parts = list(target.sub)
    if edit == "append":
        parts.append(appended)
    elif edit == "replace":
        parts = [replacement]
    else:
        code = next((part for part in parts if not is_text(part)), None)
        if code is None:
            return False
        parts.remove(code)
        parts.append(code)
    unit.rich_target = [StringElem(parts)]
    return True


def is_text(part):
    return isinstance(part, str) or type(part) is StringElem


def edit_plain(unit, edit):
    """Only what has no codes: else the new text goes in front of the first one, and the old text behind it stays."""
    if len(unit.get_target_dom()) > 0:
        return False
    if edit == "append":
        unit.target = unit.target + appended
    elif edit == "replace":
        unit.target = replacement
    else:
        return False
    return True


for path in sorted(Path(source).iterdir()):
    text = path.read_bytes()
    store = (Xliff2File if b"document:2" in text[:400] else Xliff1File).parsestring(text)
    if mode == "edit":
        for number, unit in enumerate(store.units):
            edit = ("append", "replace", "move")[number // int(every) % 3]
            if number % int(every) == 0 and unit.target:
                if (edit_rich if interface == "rich" else edit_plain)(unit, edit):
                    print(path.name, unit_id(unit), edit, sep="\t")
    (Path(destination) / path.name).write_bytes(bytes(store))
