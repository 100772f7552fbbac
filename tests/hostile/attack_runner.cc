#include "tests/hostile/attack_runner.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "common/files.h"

namespace assay::hostile {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using sandbox::RunSpec;
using sandbox::Sandbox;
using sandbox::Work;

constexpr uint64_t kCollectTotal = 32 * sandbox::kMiB;

double Ms(sandbox::Nanoseconds t) { return std::chrono::duration<double, std::milli>(t).count(); }

sandbox::SandboxSpec SpecOf(const sandbox::RootImage& image, const sandbox::DiskLimits& disk) {
  sandbox::SandboxSpec spec;
  spec.image = image;
  spec.disk = disk;
  return spec;
}

struct Commands {
  std::string source;                // its name in /work
  std::vector<std::string> compile;  // empty: nothing to compile
  std::vector<std::string> run;
};

Commands CommandsOf(const Attack& attack) {
  if (attack.language == "c") {
    return {"a.c",
            {"/usr/bin/gcc", "-O1", "-std=gnu17", "-D_GNU_SOURCE", "-static", "-pthread", "-o", "a",
             "a.c"},
            {"/work/a"}};
  }
  if (attack.language == "cc") {
    return {"a.cc", {"/usr/bin/g++", "-O1", "-std=c++20", "-o", "a", "a.cc"}, {"/work/a"}};
  }
  if (attack.language == "java") {
    return {"Main.java",
            {"/usr/bin/javac", "-J-XX:+UseSerialGC", "-J-Xmx256m", "Main.java"},
            {"/usr/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", attack.jvm, "-cp",
             "/work", "Main"}};
  }
  if (attack.language == "py") return {"attack.py", {}, {"/usr/bin/python3", "attack.py"}};
  return {"attack.sh", {}, {"/bin/sh", "attack.sh"}};
}

// The last line that says something, for the table.
std::string LastLine(const std::string& text) {
  const size_t end = text.find_last_not_of("\n ");
  if (end == std::string::npos) return {};
  const size_t begin = text.rfind('\n', end);
  return EncodeName(text.substr(begin == std::string::npos ? 0 : begin + 1,
                                end - (begin == std::string::npos ? 0 : begin + 1) + 1)
                        .substr(0, 200));
}

// The other submission: compiled and started in a sandbox of its own, ended by the destructor.
class Neighbour {
 public:
  static Result<std::unique_ptr<Neighbour>> Start(const AttackInput& input) {
    std::unique_ptr<Neighbour> made(new Neighbour());
    made->secret_ = NewSecret();
    Attack attack = *input.attack;
    attack.language = "c";
    const Commands commands = CommandsOf(attack);
    ASSAY_ASSIGN_OR_RETURN(made->box_, input.factory->Create(SpecOf(input.gcc_image, {})));
    for (const auto& [from, to] :
         {std::pair("neighbour.c", "a.c"), std::pair("attack.h", "attack.h")}) {
      ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(input.folder / "attacks" / from));
      ASSAY_RETURN_IF_ERROR(made->box_->PutFile(to, text));
    }
    ASSAY_RETURN_IF_ERROR(made->box_->PutFile("secret.txt", made->secret_));
    RunSpec compile;
    compile.argv = commands.compile;
    compile.limits = attack.compile_limits;
    compile.work = Work::kKeep;
    ASSAY_ASSIGN_OR_RETURN(const Outcome compiled, made->box_->Run(compile));
    if (!compiled.Succeeded()) return Internal("the neighbour does not compile: " + compiled.err);
    ASSAY_ASSIGN_OR_RETURN(Pipe out, MakePipe());
    made->out_ = std::move(out.write);
    made->thread_ =
        std::jthread([neighbour = made.get(), &attack = *input.attack](std::stop_token stop) {
          RunSpec run;
          run.argv = {"/work/a"};
          run.limits = attack.limits;
          run.limits.wall = run.limits.cpu = std::chrono::seconds(60);
          run.out.fd = neighbour->out_.get();
          run.stop = std::move(stop);
          neighbour->outcome_.emplace(neighbour->box_->Run(run));
          neighbour->out_.reset();
        });
    std::string text;
    while (text.find("READY\n") == std::string::npos) {
      pollfd p{out.read.get(), POLLIN, 0};
      char buffer[256];
      const ssize_t n =
          ::poll(&p, 1, 15000) > 0 ? ::read(out.read.get(), buffer, sizeof buffer) : 0;
      if (n <= 0) return Internal("the neighbour does not start: " + text);
      text.append(buffer, static_cast<size_t>(n));
    }
    return made;
  }
  ~Neighbour() {
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    }
  }
  const std::string& secret() const { return secret_; }

 private:
  Neighbour() = default;
  std::string secret_;
  std::unique_ptr<Sandbox> box_;
  UniqueFd out_;
  std::optional<Result<Outcome>> outcome_;
  std::jthread thread_;  // last: ends before what it uses
};

class Run {
 public:
  explicit Run(const AttackInput& input)
      : input_(input),
        attack_(*input.attack),
        commands_(CommandsOf(attack_)),
        stdin_(attack_.stdin_bytes, 'x') {
    report_.attack = attack_.file;
    report_.backend = input.backend;
    secrets_.push_back(input.props->secret());
  }

  AttackReport Go() {
    const auto start = std::chrono::steady_clock::now();
    const Status status = Steps();
    if (!status.ok()) {
      report_.verdict = "sandbox-error";
      report_.detail = status.ToString();
    }
    neighbour_.reset();
    for (const std::string& line : input_.props->Damage()) Breach(line);
    report_.total_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return std::move(report_);
  }

 private:
  void Breach(const std::string& what) {
    report_.verdict = "breach";
    report_.problems.push_back("breach: " + what);
  }

  Status Steps() {
    if (attack_.neighbour) {
      ASSAY_ASSIGN_OR_RETURN(neighbour_, Neighbour::Start(input_));
      secrets_.push_back(neighbour_->secret());
    }
    for (size_t i = 0; i < attack_.runs.size(); ++i) {
      if (i == 0 || attack_.separate) {
        box_.reset();
        ASSAY_RETURN_IF_ERROR(Prepare());
        if (attack_.phase == Phase::kCompile || !compiled_) return OkStatus();
      }
      if (i == 1) Put();
      ASSAY_ASSIGN_OR_RETURN(const Outcome outcome, box_->Run(Spec(attack_.runs[i])));
      Take(outcome);
      if (report_.verdict == "breach" || report_.verdict == "broken") return OkStatus();
    }
    if (attack_.phase == Phase::kCollect) return Collect();
    return OkStatus();
  }

  // A sandbox with the program in it, compiled.
  Status Prepare() {
    ASSAY_ASSIGN_OR_RETURN(box_, input_.factory->Create(SpecOf(input_.image, attack_.disk)));
    ASSAY_ASSIGN_OR_RETURN(const std::string source,
                           ReadFile(input_.folder / "attacks" / attack_.file));
    ASSAY_RETURN_IF_ERROR(box_->PutFile(commands_.source, source));
    for (const char* header : {"attack.h", "guest.h"}) {
      // guest.h brings attack.h with it.
      const bool wanted = source.find(std::string("\"") + header + "\"") != std::string::npos ||
                          source.find("\"guest.h\"") != std::string::npos;
      if (!wanted) continue;
      ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(input_.folder / "attacks" / header));
      ASSAY_RETURN_IF_ERROR(box_->PutFile(header, text));
    }
    compiled_ = true;
    if (commands_.compile.empty()) {
      // As the grader does for Python, whose attacks then run as copies.
      if (attack_.language == "py" && !attack_.runs.empty()) box_->Expect(Spec(attack_.runs[0]));
      return OkStatus();
    }
    RunSpec spec;
    spec.argv = commands_.compile;
    spec.limits = attack_.compile_limits;
    spec.work = Work::kKeep;
    ASSAY_ASSIGN_OR_RETURN(const Outcome outcome, box_->Run(spec));
    if (attack_.phase == Phase::kCompile) {
      Take(outcome);
      return OkStatus();
    }
    if (!outcome.Succeeded()) {
      compiled_ = false;
      report_.verdict = "not-compiled";
      report_.detail = Describe(outcome) + ": " + LastLine(outcome.err);
    }
    return OkStatus();
  }

  RunSpec Spec(const std::vector<std::string>& args) const {
    RunSpec spec;
    spec.argv = commands_.run;
    if (attack_.kernel) spec.argv.push_back(input_.backend == "gvisor" ? "guest" : "host");
    spec.argv.insert(spec.argv.end(), args.begin(), args.end());
    spec.limits = attack_.limits;
    spec.stdin_bytes = stdin_;
    spec.work = attack_.phase == Phase::kCollect ? Work::kKeep : Work::kScratch;
    return spec;
  }

  void Take(const Outcome& outcome) {
    report_.verdict = VerdictOf(outcome, secrets_);
    report_.detail = LastLine(outcome.out);
    if (report_.detail.empty()) report_.detail = Describe(outcome);
    report_.cpu_ms = Ms(outcome.cpu);
    report_.wall_ms = Ms(outcome.wall);
    report_.peak_memory_bytes = outcome.peak_memory_bytes;
    if (input_.backend == "control") return;  // it keeps no evidence
    const auto& evidence = outcome.evidence;
    if (outcome.limit == Limit::kSecurity) {
      report_.detail = evidence.syscall;
      if (evidence.syscall.find(attack_.syscall) == std::string::npos) {
        report_.problems.push_back("the evidence names " + evidence.syscall + ", not " +
                                   attack_.syscall);
      }
    }
    if (attack_.process_limit && input_.backend == "native" && evidence.process_limit_hits == 0) {
      report_.problems.push_back("the evidence does not say that forks were refused");
    }
    const bool by_limit = outcome.limit != Limit::kNone && outcome.limit != Limit::kFileSize;
    if (!by_limit && evidence.killed_by_supervisor) {
      report_.problems.push_back("killed by the supervisor without a limit");
    }
  }

  void Put() {
    for (const std::string& path : attack_.put) {
      // Replaced or refused: both are right, as long as the host is untouched (Props::Damage).
      std::ignore = box_->PutFile(path, "put by the judge\n");
    }
  }

  Status Collect() {
    sandbox::CollectLimits limits;
    limits.max_file_bytes = attack_.limits.file_bytes;
    limits.max_total_bytes = kCollectTotal;
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Collected collected, box_->Collect(limits));
    std::vector<std::string> names;
    uint64_t total = 0;
    for (const auto& file : collected.files) {
      names.push_back(file.path);
      total += file.data.size();
      for (const std::string& secret : secrets_) {
        if (file.data.find(secret) != std::string::npos)
          Breach(EncodeName(file.path) + " holds a secret");
      }
      if ((file.mode & ~0777U) != 0) Breach(EncodeName(file.path) + " keeps odd mode bits");
      if (file.path.empty() || file.path[0] == '/' || file.path.find("../") == 0) {
        Breach("a collected name leads away: " + EncodeName(file.path));
      }
    }
    if (total > kCollectTotal) Breach("collected " + std::to_string(total) + " bytes");
    if (names.size() > limits.max_files)
      Breach("collected " + std::to_string(names.size()) + " files");
    std::sort(names.begin(), names.end());
    if (attack_.collect && attack_.collect->files && names != *attack_.collect->files) {
      std::string list;
      for (const std::string& name : names) list += " " + EncodeName(name).substr(0, 40);
      report_.problems.push_back("collected" + list);
    }
    if (attack_.collect && attack_.collect->at_most && names.size() > *attack_.collect->at_most) {
      report_.problems.push_back("collected " + std::to_string(names.size()) + " files");
    }
    report_.detail += "; collected " + std::to_string(names.size()) + ", refused " +
                      std::to_string(collected.refused.size());
    return OkStatus();
  }

  const AttackInput& input_;
  const Attack& attack_;
  Commands commands_;
  const std::string stdin_;
  AttackReport report_;
  std::vector<std::string> secrets_;
  std::unique_ptr<Neighbour> neighbour_;
  std::unique_ptr<Sandbox> box_;
  bool compiled_ = false;
};

}  // namespace

std::string VerdictOf(const Outcome& outcome, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (outcome.out.find(secret) != std::string::npos ||
        outcome.err.find(secret) != std::string::npos) {
      return "breach";
    }
  }
  // Only at the beginning of a line: a compiler may quote the source.
  for (const std::string* text : {&outcome.out, &outcome.err}) {
    if (text->rfind("BREACH", 0) == 0 || text->find("\nBREACH") != std::string::npos)
      return "breach";
  }
  if (outcome.limit != Limit::kNone) return std::string(LimitName(outcome.limit));
  if (outcome.signal) return "signal:" + sandbox::SignalName(*outcome.signal);
  const int code = outcome.exit_code.value_or(-1);
  if (code == 66) return "breach";
  if (code == 65) return "broken";
  if (code == 0 && outcome.out.find("CONTAINED") != std::string::npos) return "contained";
  return "exit:" + std::to_string(code);
}

bool AttackReport::Passed(const Attack& entry) const {
  const auto& expected = entry.expect.at(backend);
  const bool right = std::find(expected.begin(), expected.end(), verdict) != expected.end();
  // The control protects nothing: damage and residue are what it is there to show.
  return right && (backend == "control" || (problems.empty() && residue.empty()));
}

AttackReport RunAttack(const AttackInput& input) { return Run(input).Go(); }

}  // namespace assay::hostile
