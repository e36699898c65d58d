"""Opens XLIFF files with Lokalize over D-Bus, edits every n-th target, saves. Says what it edited.

Lokalize sets a target to text only over D-Bus: a target with codes loses them.
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

mode, _, source, destination, every, appended, replacement = sys.argv[1:]
root = Path(__file__).resolve().parent / "root/usr"
NAMESPACE = "{urn:oasis:names:tc:xliff:document:1.2}"
SECONDS_TO_START = 60

if "BITEXT_BUS" not in os.environ:
    os.environ["BITEXT_BUS"] = "its own"
    os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv])


def gdbus(command, *arguments):
    command = ["gdbus", command, "--session", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def call(place, method, *arguments):
    to = ["--timeout", "60", "--dest", service, "--object-path", place, "--method", method]
    return gdbus("call", *to, "--", *map(literal, arguments))


def editor_of(path):
    """Numbers of editors are used again once they are closed."""
    place = "/ThisIsWhatYouWant/Editor"
    for number in re.findall(r"node (\d+)", gdbus("introspect", "--dest", service, "--object-path", place)):
        if str(path) in call(f"{place}/{number}", "org.kde.Lokalize.Editor.currentFile"):
            return f"{place}/{number}"
    return None


def literal(value):
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def entries(path):
    """Ids of units, the text of their targets, and whether these have codes; in the order of Lokalize."""
    for unit in ElementTree.parse(path).iter(f"{NAMESPACE}trans-unit"):
        target = unit.find(f"{NAMESPACE}target")
        text = None if target is None else "".join(target.itertext())
        yield unit.get("id"), text, target is not None and len(target) > 0


def exchange(path):
    call("/ThisIsWhatYouWant", "org.kde.Lokalize.MainWindow.openFileInEditor", str(path))
    editor = editor_of(path)
    if editor is None:
        path.unlink()
        print(path.name, "", "the program does not open the file", sep="\t")
        return
    for index, (unit, text, has_codes) in enumerate(entries(path)):
        if mode == "edit" and index % int(every) == 0 and text:
            edit = "replace" if has_codes or index // int(every) % 2 else "append"
            new = replacement if edit == "replace" else text + appended
            call(editor, "org.kde.Lokalize.Editor.setEntryTarget", index, 0, new)
            print(path.name, unit, edit, sep="\t")
    call(editor, "org.kde.Lokalize.Editor.saveFile")
    call(editor, "org.kde.Lokalize.Editor.close")


with TemporaryDirectory() as home:
    os.environ.update(
        HOME=home,
        XDG_RUNTIME_DIR=home,
        LD_LIBRARY_PATH=str(root / "lib/x86_64-linux-gnu"),
        QT_PLUGIN_PATH=str(root / "lib/x86_64-linux-gnu/qt5/plugins"),
        QT_QPA_PLATFORM="offscreen",
        XDG_DATA_DIRS=f"{root}/share:/usr/share",
    )
    # Otherwise it asks who is there.
    config = Path(home) / ".config/lokalizerc"
    config.parent.mkdir()
    config.write_text("[Identity]\nauthorName=Åsa Test\nauthorEmail=test@example.invalid\n", encoding="utf-8")
    lokalize = subprocess.Popen([root / "bin/lokalize"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    service = f"org.kde.lokalize-{lokalize.pid}"
    gdbus("wait", "--timeout", str(SECONDS_TO_START), service)
    try:
        for path in sorted(Path(source).iterdir()):
            exchange(Path(shutil.copy(path, destination)))
    finally:
        lokalize.kill()
        lokalize.wait()
