#include "grader/run/checker_answer.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

namespace assay::grader {
namespace {

using sandbox::Outcome;

constexpr size_t kFeedbackBytes = 8192;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string Words(std::string_view text) {
  return std::string(Trim(text.substr(0, kFeedbackBytes)));
}

// The whole of `text`, blanks around it aside; never infinite or NaN.
std::optional<double> Number(std::string_view text) {
  text = Trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

CheckAnswer Simple(Verdict verdict, std::string feedback = "") {
  CheckAnswer answer;
  answer.verdict = verdict;
  answer.feedback = std::move(feedback);
  return answer;
}

CheckAnswer Broken(std::string why) {
  CheckAnswer answer;
  answer.judge_feedback = std::move(why);
  return answer;
}

CheckAnswer Share(double fraction, std::string feedback = "") {
  CheckAnswer answer =
      Simple(fraction > 0 ? Verdict::kAccepted : Verdict::kWrongAnswer, std::move(feedback));
  answer.fraction = fraction;
  return answer;
}

// ------------------------------------------------------------------------------------ Kattis

const std::string* Find(const FeedbackFiles& files, const char* name) {
  const auto found = files.find(name);
  return found == files.end() ? nullptr : &found->second;
}

CheckAnswer KattisScore(const CheckerEnd& end, CheckAnswer answer) {
  const std::string* score = Find(end.files, "score.txt");
  const std::string* multiplier = Find(end.files, "score_multiplier.txt");
  if (score != nullptr && multiplier != nullptr) {
    return Broken("both score.txt and score_multiplier.txt were written");
  }
  if (score != nullptr) {
    answer.points = Number(*score);
    if (!answer.points) return Broken("score.txt does not hold a number: " + Words(*score));
  }
  if (multiplier != nullptr) {
    answer.fraction = Number(*multiplier);
    if (!answer.fraction || *answer.fraction < 0 || *answer.fraction > 1) {
      return Broken("score_multiplier.txt does not hold a number from 0 to 1: " +
                    Words(*multiplier));
    }
  }
  return answer;
}

CheckAnswer Kattis(const CheckerEnd& end, int code) {
  if (code != 42 && code != 43) return Broken(fmt::format("exit code {}, not 42 or 43", code));
  CheckAnswer answer = Simple(code == 42 ? Verdict::kAccepted : Verdict::kWrongAnswer);
  if (code == 43 && Find(end.files, "nextpass.in") != nullptr) {
    return Broken("nextpass.in was written, but the exit code is 43");
  }
  if (end.scoring && code == 43 &&
      (Find(end.files, "score.txt") != nullptr ||
       Find(end.files, "score_multiplier.txt") != nullptr)) {
    return Broken("a score was written, but the exit code is 43");
  }
  if (end.scoring && code == 42) answer = KattisScore(end, std::move(answer));
  if (const auto* text = Find(end.files, "teammessage.txt")) answer.feedback = Words(*text);
  if (const auto* text = Find(end.files, "judgemessage.txt")) {
    if (!answer.judge_feedback.empty()) answer.judge_feedback += '\n';
    answer.judge_feedback += Words(*text);
  }
  return answer;
}

// ------------------------------------------------------------------------------------ exit codes

// "points 3.5 …" or "partial 3/10 …" somewhere in the text; the number or the quotient.
std::optional<double> After(std::string_view text, std::string_view word, bool quotient) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    std::string_view rest = text.substr(at + word.size());
    if (rest.empty() || rest.front() != ' ') continue;
    rest = Trim(rest.substr(0, std::min(rest.find('\n'), rest.size())));
    rest = rest.substr(0, rest.find(' '));
    if (!quotient) return Number(rest);
    const size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto numerator = Number(rest.substr(0, slash));
    const auto denominator = Number(rest.substr(slash + 1));
    if (!numerator || !denominator || *denominator <= 0) return std::nullopt;
    return *numerator / *denominator;
  }
  return std::nullopt;
}

// Codes of testlib.h; 16 to 216: partially correct, in hundredths.
CheckAnswer Testlib(const CheckerEnd& end, int code, bool coci) {
  const std::string said = Words(end.outcome.err);
  switch (code) {
    case 0:
      return Simple(Verdict::kAccepted, said);
    case 1:
      return Simple(Verdict::kWrongAnswer, said);
    case 2:
    case 4:
    case 8:
      return Simple(Verdict::kPresentationError, said);
    case 7: {
      if (coci) {
        const auto share = After(end.outcome.err, "partial", true);
        if (!share || *share < 0 || *share > 1) return Broken("no \"partial N/M\": " + said);
        return Share(*share, said);
      }
      const auto points = After(end.outcome.err, "points", false);
      if (!points || *points < 0) return Broken("no \"points N\": " + said);
      CheckAnswer answer = Simple(*points > 0 ? Verdict::kAccepted : Verdict::kWrongAnswer, said);
      answer.points = points;
      return answer;
    }
    default:
      break;
  }
  if (!coci && code >= 16 && code <= 116) return Share((code - 16) / 100.0, said);
  return Broken(fmt::format("exit code {}: {}", code, said));
}

CheckAnswer Dmoj(const CheckerEnd& end, int code) {
  const std::string said = Words(end.outcome.out);
  if (code == 0) return Simple(Verdict::kAccepted, said);
  if (code == 1) return Simple(Verdict::kWrongAnswer, said);
  return Broken(fmt::format("exit code {}, not 0 or 1", code));
}

CheckAnswer DmojPeg(const CheckerEnd& end, int code) {
  if (code != 0 && code != 1) return Broken(fmt::format("exit code {}, not 0 or 1", code));
  const auto lines = Lines(end.outcome.out);
  if (lines.size() >= 2) {
    const auto numerator = Number(lines[0]);
    const auto denominator = Number(lines[1]);
    if (numerator && denominator) {
      const double share = *denominator > 0 ? *numerator / *denominator : 0;
      if (share < 0 || share > 1) return Broken("its score is not between 0 and 1");
      return Share(share);
    }
  }
  return Simple(code == 0 ? Verdict::kAccepted : Verdict::kWrongAnswer);
}

// The shim prints one line "passed points feedback…": assay_check.py.
CheckAnswer DmojPython(const CheckerEnd& end, int code) {
  if (code != 0) return Broken(fmt::format("exit code {}: {}", code, Words(end.outcome.err)));
  const auto lines = Lines(end.outcome.out);
  if (lines.size() < 2) return Broken("the check gave no result");
  const auto points = Number(lines[1]);
  if (!points || *points < 0) return Broken("the check gave no points");
  CheckAnswer answer = Simple(lines[0] == "1" ? Verdict::kAccepted : Verdict::kWrongAnswer);
  answer.points = points;
  for (size_t i = 2; i < lines.size(); ++i) {
    if (!answer.feedback.empty()) answer.feedback += '\n';
    answer.feedback += lines[i];
  }
  answer.feedback = Words(answer.feedback);
  return answer;
}

CheckAnswer Cms(const CheckerEnd& end, int code) {
  if (code != 0) return Broken(fmt::format("exit code {}: {}", code, Words(end.outcome.err)));
  const auto lines = Lines(end.outcome.out);
  const auto score = lines.empty() ? std::nullopt : Number(lines[0]);
  if (!score || *score < 0 || *score > 1) {
    return Broken("no score from 0 to 1 on standard output: " + Words(end.outcome.out));
  }
  std::string said = Words(end.outcome.err);
  // Standard messages of CMS, which it translates.
  if (said == "translate:success") said = "Output is correct";
  if (said == "translate:partial") said = "Output is partially correct";
  if (said == "translate:wrong") said = "Output isn't correct";
  return Share(*score, said);
}

CheckAnswer ByProtocol(CheckerProtocol protocol, const CheckerEnd& end, int code) {
  switch (protocol) {
    case CheckerProtocol::kKattis:
      return Kattis(end, code);
    case CheckerProtocol::kTestlib:
      return Testlib(end, code, false);
    case CheckerProtocol::kDmoj:
      return Dmoj(end, code);
    case CheckerProtocol::kDmojCoci:
      return Testlib(end, code, true);
    case CheckerProtocol::kDmojPeg:
      return DmojPeg(end, code);
    case CheckerProtocol::kDmojPython:
      return DmojPython(end, code);
    case CheckerProtocol::kCms:
      return Cms(end, code);
    case CheckerProtocol::kExitCode:
      return Simple(code == 0 ? Verdict::kAccepted : Verdict::kWrongAnswer, Words(end.outcome.out));
  }
  return Broken("unknown protocol");
}

}  // namespace

CheckAnswer ParseCheckerAnswer(CheckerProtocol protocol, const CheckerEnd& end) {
  const Outcome& outcome = end.outcome;
  CheckAnswer answer;
  if (outcome.limit != sandbox::Limit::kNone || outcome.signal || !outcome.exit_code ||
      outcome.evidence.exec_errno != 0) {
    answer = Broken(Describe(outcome));
  } else {
    answer = ByProtocol(protocol, end, *outcome.exit_code);
  }
  const bool broken = answer.verdict == Verdict::kJudgeError;
  const std::string debug = Words(!end.debug.empty() ? end.debug : broken ? outcome.err : "");
  if (!debug.empty() && answer.judge_feedback.find(debug) == std::string::npos) {
    if (!answer.judge_feedback.empty()) answer.judge_feedback += '\n';
    answer.judge_feedback += debug;
  }
  if (answer.fraction) answer.fraction = std::min(1.0, *answer.fraction);
  return answer;
}

void UnwrapShellExit(Outcome& outcome) {
  constexpr int kSignals = 64;
  if (!outcome.exit_code || *outcome.exit_code <= 128 || *outcome.exit_code > 128 + kSignals) {
    return;
  }
  outcome.signal = *outcome.exit_code - 128;
  outcome.exit_code.reset();
}

}  // namespace assay::grader
