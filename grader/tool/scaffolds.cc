#include "grader/tool/scaffolds.h"

namespace assay::grader {
namespace {

// A title may hold anything: in double quotes, with what YAML would take for its own escaped.
std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

constexpr const char* kSumPython = R"(a, b = map(int, input().split())
print(a + b)
)";

std::vector<ScaffoldFile> Io(const std::string& title) {
  return {{"assignment.yaml", "title: " + Quoted(title) + R"(
languages: [python, cpp, java, javascript]
limits: {time: 1 s, memory: 128 MiB}
samples:
  - {name: sample, input: "3 4\n", answer: "7\n"}
tests: tests/*.in          # answers stand beside them: tests/*.ans
hints:
  - {on: WA, text: "Are negative numbers right?", after: 2}
)"},
          {"statement.md", "# " + title + "\n\nRead two integers and print their sum.\n"},
          {"tests/1-small.in", "1 2\n"},
          {"tests/1-small.ans", "3\n"},
          {"tests/2-negative.in", "-5 2\n"},
          {"tests/2-negative.ans", "-3\n"},
          {"submissions/accepted/sum.py", kSumPython},
          {"submissions/wrong_answer/absolute.py", R"(a, b = map(int, input().split())
print(abs(a) + abs(b))
)"}};
}

std::vector<ScaffoldFile> WithChecker(const std::string& title) {
  return {{"assignment.yaml", "title: " + Quoted(title) + R"(
languages: [python, cpp, java, javascript]
limits: {time: 1 s, memory: 128 MiB}
checker: {program: checker/check.py, protocol: kattis}
tests:
  - {name: sample, input: "12\n", sample: true}
  - {name: one, input: "1\n"}
  - {name: prime, input: "97\n"}
)"},
          {"statement.md", "# " + title + "\n\nRead n and print two integers whose sum is n.\n"},
          {"checker/check.py",
           R"("""check.py INPUT ANSWER FEEDBACK_DIR < OUTPUT: 42 accepts, 43 rejects."""
import sys


def reject(why):
    with open(sys.argv[3] + "/teammessage.txt", "w") as message:
        message.write(why)
    sys.exit(43)


n = int(open(sys.argv[1]).read())
words = sys.stdin.read().split()
if len(words) != 2:
    reject(f"two numbers were asked for, there are {len(words)}")
try:
    a, b = map(int, words)
except ValueError:
    reject("that is no number")
if a + b != n:
    reject(f"{a} + {b} is not {n}")
sys.exit(42)
)"},
          {"submissions/accepted/zero.py", "print(0, int(input()))\n"},
          {"submissions/wrong_answer/halves.py", "n = int(input())\nprint(n // 2, n // 2)\n"}};
}

std::vector<ScaffoldFile> Interactive(const std::string& title) {
  return {
      {"assignment.yaml", "title: " + Quoted(title) + R"(
languages: [python, cpp, java, javascript]
limits: {time: 1 s, idle: 1 s, memory: 128 MiB}
interactor: {program: interactor/guess.py, protocol: kattis}
tests:
  - {name: sample, input: "42\n", sample: true}
  - {name: lowest, input: "1\n"}
  - {name: highest, input: "1000\n"}
hints:
  - {on: ILE, text: Flush your output after each guess; the other side waits for it.}
)"},
      {"statement.md",
       "# " + title +
           "\n\nGuess a number from 1 to 1000 in ten guesses. The answer to each is higher, "
           "lower or correct.\n"},
      {"interactor/guess.py",
       R"("""guess.py INPUT ANSWER FEEDBACK_DIR: talks with the program; 42 accepts, 43 rejects."""
import sys


def reject(why):
    with open(sys.argv[3] + "/teammessage.txt", "w") as message:
        message.write(why)
    sys.exit(43)


secret = int(open(sys.argv[1]).read())
for _ in range(10):
    line = sys.stdin.readline()
    try:
        guess = int(line)
    except ValueError:
        reject("that is no number" if line else "the program ended without the right guess")
    if guess == secret:
        print("correct", flush=True)
        sys.exit(42)
    print("higher" if guess < secret else "lower", flush=True)
reject("ten guesses, and none was right")
)"},
      {"submissions/accepted/halves.py", R"(low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == "correct":
        break
    if answer == "higher":
        low = middle + 1
    else:
        high = middle - 1
)"},
      {"submissions/wrong_answer/one_by_one.py", R"(guess = 1
print(guess, flush=True)
while input() != "correct":
    guess += 1
    print(guess, flush=True)
)"}};
}

std::vector<ScaffoldFile> UnitTestsOf(const std::string& title) {
  return {{"assignment.yaml", "title: " + Quoted(title) + R"(
languages: [python]
limits: {time: 5 s, memory: 128 MiB}
files:
  required: words.py
  forbidden: ["test_*.py", conftest.py]
unit_tests:
  framework: pytest
  suites: suite
  points: 3
)"},
          {"statement.md",
           "# " + title + "\n\nWrite `count(text)` in words.py: how often each word occurs.\n"},
          {"suite/test_words.py", R"(from words import count


def test_nothing():
    assert count("") == {}


def test_repeated():
    assert count("a b a") == {"a": 2, "b": 1}


def test_case_does_not_matter():
    assert count("Go go GO") == {"go": 3}
)"},
          {"submissions/accepted/good/words.py", R"(from collections import Counter


def count(text):
    return dict(Counter(text.lower().split()))
)"},
          {"submissions/partially_accepted/case/words.py", R"(from collections import Counter


def count(text):
    return dict(Counter(text.split()))
)"}};
}

}  // namespace

std::vector<std::string> ScaffoldKinds() { return {"io", "checker", "interactive", "unit-tests"}; }

std::vector<ScaffoldFile> ScaffoldOf(const std::string& kind, const std::string& title) {
  if (kind == "checker") return WithChecker(title);
  if (kind == "interactive") return Interactive(title);
  if (kind == "unit-tests") return UnitTestsOf(title);
  return Io(title);
}

}  // namespace assay::grader
