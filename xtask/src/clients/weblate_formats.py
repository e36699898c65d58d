"""Opens XLIFF files with the format classes of Weblate, edits every n-th target, saves. Says what it edited."""

import os
import sys
from pathlib import Path
from unittest.mock import MagicMock
from xml.sax.saxutils import escape

# Only for drawing text as pictures.
for name in ("cairo", "gi", "gi.repository"):
    sys.modules[name] = MagicMock()

os.environ["DJANGO_SETTINGS_MODULE"] = "weblate.settings_example"
import django
from django.conf import settings

settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
settings.WEBLATE_FORMATS = ("weblate.formats.ttkit.XliffFormat", "weblate.formats.ttkit.RichXliffFormat")
django.setup()

from lxml import etree
from weblate.formats import ttkit
from weblate.utils.state import STATE_TRANSLATED

mode, interface, source, destination, every, appended, replacement = sys.argv[1:]
is_rich = interface == "RichXliffFormat"


def edited(unit, edit):
    """What a translator would type; with placeables that is XML.

    Without placeables only what has no codes: else the new text goes in front of the first one, and the old text behind it stays.
    """
    target = unit.target
    if not is_rich and len(unit.unit.get_target_dom()) > 0:
        return None
    text = escape if is_rich else str
    if edit == "append":
        return target + text(appended)
    if edit == "replace":
        return text(replacement)
    if not is_rich:
        return None
    root = etree.fromstring(f"<root>{target}</root>")
    if len(root) == 0:
        return None
    code = root[0]
    behind, code.tail = code.tail or "", None
    root.remove(code)
    root.text = (root.text or "") + behind
    root.append(code)
    inside = etree.tostring(root, encoding="unicode")
    return inside[len("<root>") : -len("</root>")]


for path in sorted(Path(source).iterdir()):
    with path.open("rb") as file:
        store = getattr(ttkit, interface)(file)
    if mode == "edit":
        for number, unit in enumerate(store.content_units):
            edit = ("append", "replace", "move")[number // int(every) % 3]
            new = edited(unit, edit) if number % int(every) == 0 and unit.target else None
            if new is not None:
                unit.set_target(new)
                unit.set_state(STATE_TRANSLATED)
                print(path.name, unit.mainunit.xmlelement.get("id"), edit, sep="\t")
    with (Path(destination) / path.name).open("wb") as file:
        store.save_content(file)
