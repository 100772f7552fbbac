#include "grader/run/dmoj_shim.h"

namespace assay::grader {
namespace {

constexpr char kCall[] = R"py(import importlib.util
import json
import os
import sys

# What the module prints is not the answer.
answer = os.fdopen(os.dup(1), 'w', encoding='utf-8', errors='replace')
os.dup2(2, 1)

module_path, arguments, input_path, output_path, answer_path, facts = sys.argv[1:7]
sys.path.insert(0, os.path.dirname(os.path.abspath(module_path)))
spec = importlib.util.spec_from_file_location('assay_checker_module', module_path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

from dmoj.result import CheckerResult, Result


def read(path):
    with open(path, 'rb') as file:
        return file.read()


facts = json.loads(facts)
points = facts['points']
result = Result(None)
result.proc_output = read(output_path)
result.execution_time = facts['execution_time']
keywords = dict(
    submission_source=read('data/source'),
    judge_input=read(input_path),
    point_value=points,
    case_position=facts['position'],
    batch=facts['batch'],
    submission_language=facts['language'],
    binary_data=False,
    execution_time=facts['execution_time'],
    problem_id=facts['problem'],
    result=result,
    feedback=None,
)
keywords.update(json.loads(arguments))
said = module.check(read(output_path), read(answer_path), **keywords)
if not isinstance(said, CheckerResult):
    said = CheckerResult(bool(said), points if said else 0.0)
answer.write('%d\n%r\n%s\n' % (bool(said.passed), float(said.points), said.feedback or ''))
if said.extended_feedback:
    answer.write(said.extended_feedback + '\n')
answer.close()
)py";

constexpr char kResult[] = R"py(class Result:
    AC, WA, RTE, TLE, MLE, IR, SC, OLE, IE = 0, 1, 2, 4, 8, 16, 32, 64, 1 << 30

    def __init__(self, case, result_flag=0, **fields):
        self.case = case
        self.result_flag = result_flag
        self.proc_output = b''
        self.execution_time = self.wall_clock_time = self.max_memory = 0
        self.feedback = self.extended_feedback = ''
        self.points = 0
        self.__dict__.update(fields)


class CheckerResult:
    def __init__(self, passed, points, feedback=None, extended_feedback=None):
        self.passed = bool(passed)
        self.points = points
        self.feedback = feedback or ''
        self.extended_feedback = extended_feedback or ''
)py";

constexpr char kUnicode[] = R"py(def utf8bytes(text):
    return text if text is None or isinstance(text, bytes) else text.encode('utf-8')


def utf8text(text, errors='strict'):
    return text if text is None or isinstance(text, str) else text.decode('utf-8', errors)
)py";

constexpr char kError[] = R"py(class InternalError(Exception):
    pass
)py";

constexpr char kStandard[] = R"py(def check(process_output, judge_output, **kwargs):
    def lines(text):
        return [line.split() for line in text.splitlines() if line.strip()]
    return lines(process_output) == lines(judge_output)
)py";

}  // namespace

const std::vector<sandbox::CollectedFile>& DmojCheckerShim() {
  static const std::vector<sandbox::CollectedFile> files = {
      {kDmojShimName, kCall, 0644},
      {"dmoj/__init__.py", "", 0644},
      {"dmoj/result.py", kResult, 0644},
      {"dmoj/error.py", kError, 0644},
      {"dmoj/utils/__init__.py", "", 0644},
      {"dmoj/utils/unicode.py", kUnicode, 0644},
      {"dmoj/checkers/__init__.py", "from dmoj.checkers import standard\n", 0644},
      {"dmoj/checkers/standard.py", kStandard, 0644},
  };
  return files;
}

}  // namespace assay::grader
