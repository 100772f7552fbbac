#!/usr/bin/env python3
"""Turns public labelled sets of copied programs into one layout for bench_similarity.

The layout is that of tests/similarity/corpus: SET/TASK/SUBMISSION/FILE… and SET/TASK/labels.csv with
the header left,right,copied,level. A pair that labels.csv does not name is not judged.

The sets belong to others: this script reads folders that you unpacked yourself, writes outside of the
repository, and nothing of it is ever committed. Sets under OUT/tune may be looked at and tuned on;
those under OUT/judge only judge: nobody opens them, nothing is chosen by them.

  sets.py OUT [--irplag DIR] [--translations DIR] [--progpedia DIR] [--contests DIR] [--disguises DIR]
          [--insertion DIR] [--poj DIR]

  --irplag        oscarkarnalim/sourcecodeplagiarismdataset: the folder that holds case-01 … case-07
  --translations  euberdeveloper/plagiarism-detection-dataset: datasets/IR-Plag
  --progpedia     jplag/JPlag, endtoend-testing: progpedia.zip unpacked (ACCEPTED, base, plagiarism.csv)
  --contests      slava-sh/code-plagiarism-detector: data (the tasks of VK Cup 2015, wild card round 2)
  --disguises     Karina5005/Plagiarism: dataset/test (C++ programs and their machine-made disguises)
  --insertion     tsaglam/EMSE25-SM: datasets (statements inserted, rewriting by a language model)
  --poj           guilhermeivo/dataset-poj-104: codexglue (500 beginners' C and C++ programs of each of 104 tasks), disguised by
                  tests/similarity/disguise.py
"""
import argparse
import csv
import difflib
import functools
import itertools
import pathlib
import random
import shutil
import statistics
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "similarity"))
import disguise  # noqa: E402  # pylint: disable=wrong-import-position

TUNE_CASES = {"02", "04", "06"}
LEVEL_OF_DISGUISE = {
    "comment": "L1",
    "rename": "L2",
    "control_replacement": "L6",
    "code_insertion": "insert",
    "all": "combined",
}
# "T1py" in the translations is what should have been "T1.py".
LOST_DOTS = ("py", "kt", "ts")
# The submissions of a contest hold several of one person, which nobody labelled as such: what is this alike
# as text to an earlier one (spaces aside) is left out, whatever any contestant says of it.
RESUBMITTED = 0.8


class Task:
    """One TASK folder: submissions are put, pairs are labelled, and close() writes labels.csv."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        self.submissions = []
        self.rows = []

    def put(self, submission, files):
        """Copies what a submission consists of; False where there is nothing."""
        files = [pathlib.Path(f) for f in files if pathlib.Path(f).is_file()]
        if not files:
            return False
        target = self.folder / submission
        target.mkdir()
        for number, file in enumerate(sorted(files)):
            name = with_its_dot(file.name)
            if (target / name).exists():
                name = f"{number}-{name}"
            shutil.copyfile(file, target / name)
        self.submissions.append(submission)
        return True

    def put_text(self, submission, name, text):
        (self.folder / submission).mkdir()
        (self.folder / submission / name).write_text(text, encoding="utf-8")
        self.submissions.append(submission)

    def label(self, left, right, copied, level):
        self.rows.append((left, right, int(copied), level))

    def label_all_others(self):
        """Every pair that no label names yet is of independent work."""
        named = {frozenset(row[:2]) for row in self.rows}
        for left, right in itertools.combinations(self.submissions, 2):
            if frozenset((left, right)) not in named:
                self.label(left, right, False, "independent")

    def close(self):
        if not self.rows:
            shutil.rmtree(self.folder)
            return
        with open(self.folder / "labels.csv", "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(("left", "right", "copied", "level"))
            writer.writerows(self.rows)


def with_its_dot(name):
    for ending in LOST_DOTS:
        if name.endswith(ending) and "." not in name:
            return f"{name[:-len(ending)]}.{ending}"
    return name


def files_below(folder, ending=None):
    return [f for f in pathlib.Path(folder).rglob("*") if f.is_file() and (not ending or f.suffix == ending)]


def irplag(source, name, out, level=None):
    """Original against each disguise of it and each independent solution; one TASK a case."""
    for case in sorted(pathlib.Path(source).glob("case-*")):
        number = case.name.removeprefix("case-")
        task = Task(out / ("tune" if number in TUNE_CASES else "judge") / name / case.name)
        task.put("original", files_below(case / "original"))
        for folder in sorted((case / "plagiarized").glob("L*/*")):
            submission = f"{folder.parent.name}-{folder.name}"
            if task.put(submission, files_below(folder)):
                task.label("original", submission, True, level or folder.parent.name)
        for folder in sorted((case / "non-plagiarized").glob("*")):
            submission = f"non-{folder.name}"
            if task.put(submission, files_below(folder)):
                task.label("original", submission, False, "independent")
        task.close()


def translations(source, out):
    """Each translation of IR-Plag is a set; only Java to Python of the tuned cases may be tuned on."""
    for folder in sorted(pathlib.Path(source).iterdir()):
        if folder.name == "original" or not folder.is_dir():
            continue
        name = "cross-" + folder.name.replace("-original", "").replace("-rest", "")
        irplag(folder, name, out, "cross")
        if folder.name != "convertai-original-java-rest-python":
            shutil.rmtree(out / "tune" / name)


def progpedia(source, out):
    """As the end-to-end test of JPlag reads it: the pairs of plagiarism.csv, and no others, are copies."""
    source = pathlib.Path(source)
    task = Task(out / "tune" / "progpedia" / "task")
    for folder in sorted((source / "ACCEPTED").iterdir()):
        task.put(folder.name, files_below(folder, ".java"))
    with open(source / "plagiarism.csv", encoding="utf-8") as rows:
        pairs = {tuple(sorted(row[:2])) for row in csv.reader(rows, delimiter=";") if len(row) >= 2}
    for left, right in sorted(pairs):
        if left in task.submissions and right in task.submissions:
            task.label(left, right, True, "copy")
    task.label_all_others()
    task.close()


def contests(source, out):
    """Tasks with the jury's answers, groups of copies of one another; everything else is independent."""
    for folder in sorted(pathlib.Path(source).iterdir()):
        if not folder.name.startswith(("final-", "sample-")) or not (folder / "ans.txt").is_file():
            continue
        task = Task(out / "judge" / "contests" / folder.name)
        for file in sorted((folder / "sources").iterdir()):
            task.put(file.name, [file])
        groups = [line.split() for line in (folder / "ans.txt").read_text(encoding="utf-8").splitlines()[1:]]
        for group in groups:
            for left, right in itertools.combinations([g for g in group if g in task.submissions], 2):
                same = pathlib.Path(left).suffix == pathlib.Path(right).suffix
                task.label(left, right, True, "copy" if same else "cross")
        task.label_all_others()
        task.close()


def disguises(source, out):
    """Programs of a contest beside one disguise of each; one TASK a contest and kind of disguise."""
    for folder in sorted((pathlib.Path(source) / "modification").iterdir()):
        contest, _, kind = folder.name.partition("_")
        if kind not in LEVEL_OF_DISGUISE:
            continue
        task = Task(out / "judge" / "cpp-disguises" / folder.name)
        for file in without_resubmissions(pathlib.Path(source) / contest):
            task.put(file.stem, [file])
        originals = list(task.submissions)
        label_disguises(task, originals, {o: files_below(folder / o, ".cpp") for o in originals},
                        LEVEL_OF_DISGUISE[kind])
        task.close()


@functools.cache
def without_resubmissions(folder):
    kept = {}
    for file in sorted(folder.glob("*.cpp"), key=lambda f: int(f.stem)):
        text = "".join(file.read_text(encoding="utf-8", errors="replace").split())
        if not any(alike(text, other) for other in kept.values()):
            kept[file] = text
    return list(kept)


def alike(left, right):
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.quick_ratio() >= RESUBMITTED and matcher.ratio() >= RESUBMITTED


def label_disguises(task, originals, disguised, level):
    """Each disguise is a copy of its own original, and independent of the other originals."""
    for original, files in disguised.items():
        name = f"{level}-{original}"
        if not task.put(name, files):
            continue
        task.label(original, name, True, level)
        for other in originals:
            if other != original:
                task.label(other, name, False, "independent")
    for left, right in itertools.combinations(originals, 2):
        task.label(left, right, False, "independent")


def insertion(source, out):
    """Students' programs beside disguises of them: C++ (z5z1, z5z5) and Java. Progpedia19 is left out:
    it is the task of the set that we tune on."""
    for name in ("z5z1", "z5z5", "Progpedia56"):
        folder = pathlib.Path(source) / name
        ending = ".java" if name.startswith("Progpedia") else ".cpp"
        set_name = "java-rewritten" if ending == ".java" else "cpp-rewritten"
        for kind in ("insert", "refactor", "gptobf"):
            if not (folder / kind).is_dir():
                continue
            task = Task(out / "judge" / set_name / f"{name}-{kind}")
            for human in sorted((folder / "human").iterdir()):
                task.put(human.name, files_below(human, ending))
            originals = list(task.submissions)
            for disguise in sorted((folder / kind).iterdir()):
                original = disguise.name.partition("-")[2]
                if original not in originals or not task.put(disguise.name, files_below(disguise, ending)):
                    continue
                task.label(original, disguise.name, True, kind)
                for other in originals:
                    if other != original:
                        task.label(other, disguise.name, False, "independent")
            for left, right in itertools.combinations(originals, 2):
                task.label(left, right, False, "independent")
            task.close()


def poj(source, out):
    """Of 24 tasks: twelve programs beside a disguise of each, a TASK a level; and a class of sixty with six copies among them.

    Programs of one task that are alike as text are left out, since some of these students did copy. Others of them did with
    more care, and are labelled independent all the same: no contestant can rank every pair right."""
    chance = random.Random(7)
    tasks = []
    for folder in sorted(pathlib.Path(source).iterdir()):
        files = sorted(folder.glob("*.cpp"))
        if 350 < statistics.median(f.stat().st_size for f in files) < 2500:
            chance.shuffle(files)
            tasks.append((folder.name, files))
    chance.shuffle(tasks)
    for name, files in tasks[:24]:
        poj_pairs(out / "tune" / "poj-pairs", name, unlike(files, 12))
        poj_class(out / "tune" / "poj-class" / name, unlike(reversed(files), 60))


def poj_pairs(out, name, texts):
    for level in ("L1", "L2", "L4", "L6", "insert"):
        task = Task(out / f"{name}-{level}")
        for number, text in enumerate(texts):
            task.put_text(f"s{number}", "main.cpp", text)
            put_disguise(task, number, text, level, seed=number * 7 + 1)
        task.label_all_others()
        task.close()


def poj_class(folder, texts):
    task = Task(folder)
    for number, text in enumerate(texts):
        task.put_text(f"s{number}", "main.cpp", text)
    for number, level in enumerate(("L1", "L2", "L3", "L5", "L6", "insert")):
        put_disguise(task, number, texts[number], level, seed=number * 11 + 3)
    task.label_all_others()
    task.close()


def put_disguise(task, number, text, level, seed):
    disguised = disguise.disguise_braces(text, level, random.Random(seed))
    task.put_text(f"s{number}-{level}", "main.cpp", disguised)
    task.label(f"s{number}", f"s{number}-{level}", True, level)


def unlike(files, count):
    """The first `count` programs that are long enough to say something and not alike as text."""
    kept = {}
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        bare = "".join(text.split())
        if len(bare) >= 150 and not any(alike(bare, other) for other in kept.values()):
            kept[text] = bare
        if len(kept) == count:
            break
    return list(kept)


def summary(out):
    for part in ("tune", "judge"):
        for folder in sorted((out / part).glob("*")):
            copies = {}
            independent = tasks = 0
            for labels in folder.glob("*/labels.csv"):
                tasks += 1
                with open(labels, newline="", encoding="utf-8") as rows:
                    for row in csv.DictReader(rows):
                        if row["copied"] == "1":
                            copies[row["level"]] = copies.get(row["level"], 0) + 1
                        else:
                            independent += 1
            kinds = ", ".join(f"{level} {n}" for level, n in sorted(copies.items()))
            print(f"{part}/{folder.name}: {tasks} tasks, {independent} independent pairs, copies: {kinds}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    readers = {
        "irplag": lambda source, out: irplag(source, "irplag", out),
        "translations": translations,
        "progpedia": progpedia,
        "contests": contests,
        "disguises": disguises,
        "insertion": insertion,
        "poj": poj,
    }
    for name in readers:
        parser.add_argument(f"--{name}", type=pathlib.Path)
    arguments = vars(parser.parse_args())
    for name, read in readers.items():
        source = arguments[name]
        if source is None:
            continue
        if not source.is_dir():
            sys.exit(f"sets.py: --{name} {source}: no such folder; unpack the set first")
        read(source, arguments["out"])
    summary(arguments["out"])


if __name__ == "__main__":
    main()
