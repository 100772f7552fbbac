// assay-sandbox: run one command in the sandbox, see what this host gives, measure it.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "common/files.h"
#include "sandbox/tool/doctor.h"
#include "sandbox/tool/host.h"
#include "sandbox/tool/report.h"
#include "sandbox/tool/units.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int kSandboxFailed = 70;
constexpr int kUsage = 64;

constexpr const char* kExitCodes =
    "Exit codes of run: 0 the program exited with 0; 1 it failed by itself; 10 CPU time limit, 11 "
    "wall or idle\n"
    "time, 12 memory, 13 output, 14 file size, 15 forbidden system call, 16 cancelled; 64 wrong "
    "usage; 70 the\n"
    "sandbox failed.";

struct RunOptions {
  std::string image, backend, time = "2s", wall, idle, memory = "256M", output = "64M",
                              file_size = "64M";
  uint32_t processes = 64;
  std::vector<std::string> files, env, command;
  bool json = false, quiet = false, keep_all = false;
};

int Complain(const Status& status, int code) {
  fmt::print(stderr, "assay-sandbox: {}\n", status.message());
  return code;
}

template <typename T>
Status Into(Result<T> parsed, T& target) {
  if (!parsed.ok()) return std::move(parsed).status();
  target = *parsed;
  return OkStatus();
}

Status FillLimits(const RunOptions& o, Limits& limits) {
  ASSAY_RETURN_IF_ERROR(Into(ParseTime(o.time), limits.cpu));
  limits.wall = limits.cpu * 2 + std::chrono::seconds(2);
  if (!o.wall.empty()) ASSAY_RETURN_IF_ERROR(Into(ParseTime(o.wall), limits.wall));
  if (!o.idle.empty()) ASSAY_RETURN_IF_ERROR(Into(ParseTime(o.idle), limits.idle));
  ASSAY_RETURN_IF_ERROR(Into(ParseSize(o.memory), limits.memory_bytes));
  ASSAY_RETURN_IF_ERROR(Into(ParseSize(o.output), limits.stdout_bytes));
  limits.stderr_bytes = limits.stdout_bytes;
  limits.processes = o.processes;
  return Into(ParseSize(o.file_size), limits.file_bytes);
}

// A word of the command that names a file here goes into the work folder under its own name.
Status PutFiles(Sandbox& box, const RunOptions& o) {
  std::vector<std::string> files = o.files;
  for (const std::string& word : o.command) {
    std::error_code error;
    if (!word.empty() && word[0] != '/' && fs::is_regular_file(word, error)) files.push_back(word);
  }
  for (const std::string& file : files) {
    ASSAY_ASSIGN_OR_RETURN(const std::string data, ReadFile(file, kGiB));
    const bool executable = ::access(file.c_str(), X_OK) == 0;
    const fs::path name = fs::path(file).is_absolute() ? fs::path(file).filename()
                                                       : fs::path(file).lexically_normal();
    ASSAY_RETURN_IF_ERROR(box.PutFile(name.string(), data, executable ? 0755 : 0644));
  }
  return OkStatus();
}

// What is run: the command's first word is looked up as a shell would, in the image.
std::string Lookup(const RootImage& image, const std::string& word) {
  if (word.find('/') != std::string::npos) return word;
  std::error_code error;
  for (const char* folder : {"/usr/local/bin", "/usr/bin", "/bin"}) {
    const fs::path inside = fs::path(folder) / word;
    if (fs::exists(fs::symlink_status(image.rootfs / inside.relative_path(), error))) return inside;
  }
  return "./" + word;
}

std::string ReadStandardInput() {
  if (::isatty(0) != 0) return {};
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

struct Ready {
  std::unique_ptr<SandboxFactory> factory;
  std::unique_ptr<Sandbox> box;
  RunSpec spec;
};

Result<Ready> Prepare(const RunOptions& o) {
  Ready ready;
  ASSAY_RETURN_IF_ERROR(FillLimits(o, ready.spec.limits));
  SandboxSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.image, FindImage(o.image));
  spec.max_memory_bytes = std::max(spec.max_memory_bytes, ready.spec.limits.memory_bytes);
  ready.spec.argv = o.command;
  ready.spec.argv[0] = Lookup(spec.image, o.command[0]);
  ready.spec.env = DefaultEnvironment();
  ready.spec.env.insert(ready.spec.env.end(), o.env.begin(), o.env.end());
  ASSAY_ASSIGN_OR_RETURN(ready.factory, MakeFactory(o.backend));
  if (o.backend.empty() && ready.factory->name() != "gvisor" && !o.quiet) {
    fmt::print(stderr,
               "assay-sandbox: runsc was not found, so this runs in the {} sandbox, which is meant "
               "for programs that you trust; see assay-sandbox doctor, or say --backend {}\n",
               ready.factory->name(), ready.factory->name());
  }
  ASSAY_ASSIGN_OR_RETURN(ready.box, ready.factory->Create(spec));
  ASSAY_RETURN_IF_ERROR(PutFiles(*ready.box, o));
  return ready;
}

int RunCommand(const RunOptions& o) {
  auto ready = Prepare(o);
  if (!ready.ok()) {
    return Complain(ready.status(), ready.status().code() == StatusCode::kInvalidArgument
                                        ? kUsage
                                        : kSandboxFailed);
  }
  RunSpec& spec = ready->spec;
  const std::string input = ReadStandardInput();
  spec.stdin_bytes = input;
  if (o.json) {
    spec.out.keep_bytes = spec.err.keep_bytes = o.keep_all ? kGiB : 64 * kKiB;
  } else {
    spec.out = {0, STDOUT_FILENO};
    spec.err = {0, STDERR_FILENO};
  }
  auto outcome = ready->box->Run(spec);
  if (!outcome.ok()) return Complain(outcome.status(), kSandboxFailed);
  const std::string backend(ready->factory->name());
  if (o.json) {
    fmt::print("{}\n", ToJson(*outcome, backend, o.image));
  } else if (!o.quiet) {
    fmt::print(stderr, "{}\n{}", std::string(40, '-'), ToText(*outcome, backend, o.image));
  }
  return ExitCode(*outcome);
}

int BenchCommand(const RunOptions& o, int count, bool expect) {
  auto ready = Prepare(o);
  if (!ready.ok()) return Complain(ready.status(), kSandboxFailed);
  if (expect) ready->box->Expect(ready->spec);
  std::vector<double> ms, cpu_ms;
  for (int i = -3; i < count; ++i) {  // three unmeasured
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = ready->box->Run(ready->spec);
    if (!outcome.ok()) return Complain(outcome.status(), kSandboxFailed);
    if (!outcome->Succeeded())
      return Complain(Internal(Describe(*outcome) + "\n" + outcome->err), 1);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    if (i < 0) continue;
    ms.push_back(took.count());
    cpu_ms.push_back(std::chrono::duration<double, std::milli>(outcome->cpu).count());
  }
  std::sort(ms.begin(), ms.end());
  std::sort(cpu_ms.begin(), cpu_ms.end());
  const auto at = [&ms](double q) {
    return ms[static_cast<size_t>(q * static_cast<double>(ms.size() - 1))];
  };
  fmt::print(
      "{} runs in one {} sandbox: p50 {:.2f} ms, p90 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms; CPU "
      "p50 {:.2f} ms\n",
      count, ready->factory->name(), at(0.5), at(0.9), at(0.99), ms.back(),
      cpu_ms[cpu_ms.size() / 2]);
  return 0;
}

void AddRunOptions(CLI::App& app, RunOptions& o) {
  app.add_option("--image", o.image, "image from the store: python, gcc, java, …")->required();
  app.add_option("--backend", o.backend, "gvisor or native (default: gvisor where runsc is found)");
  app.add_option("--time", o.time, "CPU time limit")->capture_default_str();
  app.add_option("--wall", o.wall, "wall time limit (default: twice the CPU time and 2 s)");
  app.add_option("--idle", o.idle, "longest time without using the CPU (default: not checked)");
  app.add_option("--memory", o.memory, "memory limit")->capture_default_str();
  app.add_option("--output", o.output, "limit of standard output and of standard error")
      ->capture_default_str();
  app.add_option("--file-size", o.file_size, "limit of one file")->capture_default_str();
  app.add_option("--processes", o.processes, "processes and threads at one time")
      ->capture_default_str();
  app.add_option(
      "--file", o.files,
      "put this file into the work folder (files that the command names go by themselves)");
  app.add_option("--env", o.env, "NAME=VALUE added to the environment");
  app.add_option("command", o.command, "what to run, after --")->required();
  app.positionals_at_end();
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) {
  namespace sandbox = assay::sandbox;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Runs untrusted programs, isolated and measured.", "assay-sandbox");
  app.set_version_flag("--version", "assay-sandbox " ASSAY_VERSION);
  app.require_subcommand(1);
  app.footer(sandbox::kExitCodes);

  sandbox::RunOptions run;
  CLI::App* run_command = app.add_subcommand("run", "run one command");
  run_command->footer(
      std::string(
          "Example: assay-sandbox run --image python --time 2s --memory 256M -- python3 a.py\n") +
      sandbox::kExitCodes);
  sandbox::AddRunOptions(*run_command, run);
  run_command->add_flag("--json", run.json,
                        "print the outcome as JSON, the program's output in it");
  run_command->add_flag("--all-output", run.keep_all,
                        "with --json: up to 1 GiB of output instead of 64 KiB");
  run_command->add_flag("--quiet", run.quiet, "print only what the program prints");

  sandbox::RunOptions bench;
  int count = 100;
  bool expect = false;
  CLI::App* bench_command =
      app.add_subcommand("bench", "run one command many times in one sandbox and time it");
  sandbox::AddRunOptions(*bench_command, bench);
  bench_command->add_flag(
      "--expect", expect,
      "say beforehand that it will be run often: Python is started once and copied");
  bench_command->add_option("--count", count, "measured runs")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));

  CLI::App* doctor_command =
      app.add_subcommand("doctor", "say what this host gives and lacks, and how to get it");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : sandbox::kUsage;
  }
  if (run_command->parsed()) return sandbox::RunCommand(run);
  if (bench_command->parsed()) return sandbox::BenchCommand(bench, count, expect);
  if (doctor_command->parsed()) {
    const auto diagnoses = sandbox::Examine();
    fmt::print("{}", sandbox::ToText(diagnoses, ::isatty(1) != 0));
    return sandbox::ExitCode(diagnoses);
  }
  return sandbox::kUsage;
}
