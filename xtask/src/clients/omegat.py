"""Has OmegaT translate a project of XLIFF files from its console, every n-th segment edited. Says what it edited.

OmegaT 3.6 translates what is in the targets. It takes codes at the ends of a text for none of its business, so a segment is edited
only if all targets that it stands for begin and end with text, and it is the same wherever it stands.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

mode, _, source, destination, every, appended, replacement = sys.argv[1:]
here = Path(__file__).resolve().parent
NAMESPACE = "{urn:oasis:names:tc:xliff:document:1.2}"
PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <glossary_file>__DEFAULT__</glossary_file>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>EN-US</source_lang>
    <target_lang>SV-SE</target_lang>
    <sentence_seg>false</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
"""


def omegat(folder, *options):
    share = here / "root/usr/share"
    paths = ":".join(f"{share}/{jars}" for jars in ("omegat/OmegaT.jar", "omegat/lib/*", "java/*"))
    command = ["java", f"-Duser.home={folder}", "-cp", paths, "org.omegat.Main", str(folder / "project")]
    subprocess.run([*command, f"--config-dir={folder}", *options], check=True, stdout=sys.stderr)


def key(text):
    """A segment or a target without its codes and white space."""
    return "".join(re.sub(r"</?[a-z]+\d+/?>", "", text).split())


def units_of_segments():
    """The units whose targets a segment stands for, by what both have in common; None if one cannot be edited."""
    units = {}
    for path in sorted(Path(source).iterdir()):
        for unit in ElementTree.parse(path).iter(f"{NAMESPACE}trans-unit"):
            target = unit.find(f"{NAMESPACE}target")
            if target is None:
                continue
            text = "".join(target.itertext())
            ends_with_text = len(target) == 0 or (target.text or "").strip() and (target[-1].tail or "").strip()
            is_unlike_codes = key(text) == "".join(text.split())
            found = units.setdefault(key(text), [])
            if ends_with_text and is_unlike_codes and text == text.strip() and found is not None:
                found.append((path.name, unit.get("id")))
            else:
                units[key(text)] = None
    return units


def edited(segment, edit):
    if edit == "append":
        return segment + appended
    if edit == "replace":
        return replacement
    code = re.search(r"<([a-z]+\d+)>.*?</\1>|<[a-z]+\d+/>", segment, re.DOTALL)
    return code and segment[: code.start()] + segment[code.end() :] + code[0]


with TemporaryDirectory() as scratch:
    folder = Path(scratch)
    project = folder / "project"
    for name in ("source", "target", "omegat", "glossary", "tm", "dictionary"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    for path in Path(source).iterdir():
        shutil.copy(path, project / "source")
    if mode == "edit":
        memory = folder / "all.tmx"
        create = ["--mode=console-createpseudotranslatetmx", f"--pseudotranslatetmx={memory}"]
        omegat(folder, *create, "--pseudotranslatetype=equal")
        tree = ElementTree.parse(memory)
        body = tree.getroot().find("body")
        units = units_of_segments()
        # What differs only in codes or white space cannot be told apart.
        alike = Counter(key(entry[1].find("seg").text or "") for entry in body)
        units = {text: places for text, places in units.items() if alike[text] == 1}
        number = 0
        for entry in list(body):
            segment = entry[1].find("seg")
            places = units.pop(key(segment.text or ""), None)
            edit = ("append", "replace", "move")[number // int(every) % 3]
            new = edited(segment.text, edit) if places and number % int(every) == 0 else None
            number += places is not None
            if new is None:
                body.remove(entry)
                continue
            segment.text = new
            for place in places:
                print(*place, edit, sep="\t")
        tree.write(project / "omegat/project_save.tmx", encoding="utf-8", xml_declaration=True)
    omegat(folder, "--mode=console-translate")
    for path in (project / "target").iterdir():
        shutil.copy(path, destination)
