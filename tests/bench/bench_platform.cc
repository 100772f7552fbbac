// What a client of the whole platform sees: identity, gateway, judge and workers as processes of
// their own, PostgreSQL with fsync off, everything on this machine.
//
//   latency  from the first byte of a submission to its verdict over a WebSocket, one at a time
//   crowd    thousands of WebSockets that watch, while submissions arrive at a fixed rate
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "judge/worker/test_packages.h"
#include "tests/bench/door.h"
#include "tests/bench/measure.h"
#include "tests/bench/socket_crowd.h"
#include "tests/fault/history.h"
#include "tests/fault/stage.h"

namespace assay::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

double Ms(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// "Hello, NAME", five tests.
std::string HelloPackage() {
  std::map<std::string, std::string> files = {
      {"assignment.yaml",
       "title: Hello\nlimits: {time: 2 s, memory: 64 MiB}\ngroups:\n  - {name: all, points: 5, "
       "tests: tests/*.in}\n"}};
  for (const char* name : {"Ada", "Bea", "Cyd", "Dan", "Eve"}) {
    files["tests/" + std::string(name) + ".in"] = std::string(name) + "\n";
    files["tests/" + std::string(name) + ".ans"] = "Hello, " + std::string(name) + "\n";
  }
  return judge::Tar(files);
}

// A submission as a client sends it; of `number`, so that no two are the same.
std::string Body(int number) {
  return Json{{"problem", "hello"},
              {"files",
               {{{"path", "hello.py"},
                 {"text", fmt::format("# {}\nprint('Hello, ' + input())\n", number)}}}}}
      .dump();
}

Result<http::ClientResponse> Submit(const Door& door, int number) {
  return door.Send("POST", "/v1/submissions", Body(number), "application/json");
}

Status PutProblem(const Door& door) {
  const std::string package = HelloPackage();
  return Door::UntilGood([&] {
    return door.Send("PUT", "/v1/problems/hello?course=bench", package, "application/octet-stream");
  });
}

struct Options {
  std::filesystem::path bin;
  std::string backend = "gvisor";
  int count = 50;
  int jobs = 0;  // sandboxes at once for one submission; 0: one a processor
  size_t crowd = 15'000;
  double rate = 100;
  int seconds = 60;
};

fault::StageOptions StageOf(const Options& options) {
  fault::StageOptions stage;
  stage.bin = options.bin;
  stage.workers = 1;
  stage.slots = 2;
  stage.warm = 8;  // as a worker has without being told
  stage.backend = options.backend;
  stage.worker_options = {"--jobs", std::to_string(options.jobs)};
  stage.door = true;
  stage.through_cut = false;
  stage.lease = milliseconds(15'000);
  stage.heartbeat = milliseconds(5'000);
  return stage;
}

Result<std::string> IdOf(const http::ClientResponse& answer) {
  const Json json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 201 || !json.is_object() || !json.contains("id")) {
    return Unavailable(fmt::format("status {}: {}", answer.status, answer.body.substr(0, 300)));
  }
  return json["id"].get<std::string>();
}

Status Latency(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto stage, fault::Stage::Start(StageOf(options)));
  ASSAY_ASSIGN_OR_RETURN(const Door door, Door::Open(*stage));
  ASSAY_RETURN_IF_ERROR(PutProblem(door));
  std::map<std::string, double> graded;  // id -> what the worker says that grading took
  std::string verdict;
  SocketCrowd socket(
      door.target(), "/v1/events", door.SocketHeaders(), [&](size_t, std::string_view text) {
        const Json event = Json::parse(text, nullptr, false);
        if (event.value("type", "") != "snapshot") return;
        const Json& snapshot = event["snapshot"];
        if (snapshot.value("state", "") != "done") return;
        verdict = snapshot["result"].value("verdict", "");
        graded[snapshot.value("id", "")] = snapshot["result"].value("elapsed_us", 0.0) / 1000;
      });
  ASSAY_RETURN_IF_ERROR(socket.Open(1));
  Sample total{"submit to verdict", {}}, own{"of it the platform's own part", {}},
      posted{"of it until 201", {}};
  Status failed;
  constexpr int kWarm = 5;
  constexpr milliseconds kBetween{1000};
  for (int i = 0; i < options.count + kWarm; ++i) {
    const auto begin = Clock::now();
    ASSAY_ASSIGN_OR_RETURN(const auto answer, Submit(door, i));
    ASSAY_ASSIGN_OR_RETURN(const std::string id, IdOf(answer));
    const double until_201 = Ms(Clock::now() - begin);
    socket.Send(0, Json{{"watch", id}}.dump());
    while (!graded.contains(id)) {
      socket.Run(milliseconds(100));
      if (Clock::now() - begin > seconds(60))
        return DeadlineExceeded(id + ": no verdict in a minute");
    }
    const double all = Ms(Clock::now() - begin);
    // Idle means that nobody else hands in: the sandbox that was used is made anew by then.
    socket.Run(kBetween);
    if (verdict != "AC") return Internal(id + ": " + verdict + ", expected AC");
    if (i < kWarm) continue;
    total.ms.push_back(all);
    posted.ms.push_back(until_201);
    own.ms.push_back(all - graded[id]);
  }
  for (Sample* sample : {&total, &own, &posted}) std::sort(sample->ms.begin(), sample->ms.end());
  fmt::print("{}\n\nPython hello, 5 tests, {}, one at a time, idle server\n{}\n", Machine(),
             options.backend, Table({total, own, posted}, total.name));
  return stage->Stop();
}

struct CrowdFigures {
  std::mutex mutex;
  std::vector<double> submit_ms;                      // from the moment it was due
  std::vector<std::pair<size_t, std::string>> fresh;  // client and id, not yet watched
  std::vector<fault::Acknowledged> acknowledged;
  int refused = 0;
  std::map<std::string, int> failures;
};

// Open arrivals: each is sent when it is due, and timed from then.
void SubmitAtRate(const Door& door, const Options& options, CrowdFigures& figures,
                  std::atomic<int>& next, Clock::time_point begin) {
  const int total = static_cast<int>(options.rate * options.seconds);
  for (int n = next++; n < total; n = next++) {
    const auto due = begin + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(n / options.rate));
    std::this_thread::sleep_until(due);
    const auto answer = Submit(door, n);
    const double ms = Ms(Clock::now() - due);
    const std::lock_guard lock(figures.mutex);
    figures.submit_ms.push_back(ms);
    if (!answer.ok()) {
      ++figures.failures[answer.status().ToString()];
      continue;
    }
    if (auto id = IdOf(*answer); id.ok()) {
      figures.fresh.emplace_back(static_cast<size_t>(n) % options.crowd, *id);
      figures.acknowledged.push_back({.key = "", .id = *id, .by_door = true, .final_word = ""});
    } else if ((answer->status == 429 || answer->status == 503) &&
               !answer->Header("Retry-After").empty()) {
      ++figures.refused;
    } else {
      ++figures.failures[id.status().message()];
    }
  }
}

Status Crowd(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto stage, fault::Stage::Start(StageOf(options)));
  ASSAY_ASSIGN_OR_RETURN(const Door door, Door::Open(*stage));
  ASSAY_RETURN_IF_ERROR(PutProblem(door));
  SocketCrowd crowd(door.target(), "/v1/events", door.SocketHeaders(),
                    [](size_t, std::string_view) {});
  const double before = Resident(stage->pid("gateway"));
  const auto opening = Clock::now();
  ASSAY_RETURN_IF_ERROR(crowd.Open(options.crowd));
  const double opened = Ms(Clock::now() - opening) / 1000;
  const double after = Resident(stage->pid("gateway"));

  CrowdFigures figures;
  std::atomic<int> next = 0, running = 32;
  std::vector<std::jthread> threads;
  const auto begin = Clock::now() + milliseconds(100);
  for (int i = running; i > 0; --i) {
    threads.emplace_back([&] {
      SubmitAtRate(door, options, figures, next, begin);
      --running;
    });
  }
  while (running > 0) {
    std::vector<std::pair<size_t, std::string>> fresh;
    {
      const std::lock_guard lock(figures.mutex);
      fresh.swap(figures.fresh);
    }
    for (const auto& [client, id] : fresh) crowd.Send(client, Json{{"watch", id}}.dump());
    crowd.Run(milliseconds(10));
  }
  threads.clear();
  ASSAY_ASSIGN_OR_RETURN(const auto history,
                         fault::Examine(stage->database(), figures.acknowledged, false));
  std::sort(figures.submit_ms.begin(), figures.submit_ms.end());
  const Sample sample{"submit", figures.submit_ms};
  fmt::print(
      "{}\n\n{} WebSockets opened in {:.1f} s, {} stand at the end; the gateway holds {:.1f} KiB "
      "for each\n",
      Machine(), options.crowd, opened, crowd.open(),
      (after - before) * 1024 / static_cast<double>(options.crowd));
  fmt::print("{} submissions at {:.0f}/s: {} accepted, {} refused with Retry-After, {} failed\n",
             figures.submit_ms.size(), options.rate, figures.acknowledged.size(), figures.refused,
             figures.submit_ms.size() - figures.acknowledged.size() -
                 static_cast<size_t>(figures.refused));
  for (const auto& [what, count] : figures.failures) fmt::print("  {} x {}\n", count, what);
  fmt::print("submit, from the moment it was due: p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms\n",
             sample.p50(), sample.p99(), figures.submit_ms.empty() ? 0 : figures.submit_ms.back());
  fmt::print("{} graded meanwhile, {} messages pushed; lost: {}\n", history.done, crowd.messages(),
             history.faults.size());
  for (const std::string& fault : history.faults) fmt::print("FAULT: {}\n", fault);
  // Thousands of jobs still wait: nobody needs their verdicts.
  return OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  options.bin = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  CLI::App app("Times the whole platform as its clients see it.");
  app.require_subcommand(1);
  CLI::App* latency = app.add_subcommand("latency", "one submission at a time, to its verdict");
  latency->add_option("--count", options.count)->check(CLI::Range(1, 10'000));
  CLI::App* crowd = app.add_subcommand("crowd", "many who watch while submissions arrive");
  crowd->add_option("--watchers", options.crowd)->check(CLI::Range(1, 18'000));
  crowd->add_option("--rate", options.rate, "submissions a second")
      ->check(CLI::Range(1.0, 10'000.0));
  crowd->add_option("--seconds", options.seconds)->check(CLI::Range(1, 3600));
  for (CLI::App* one : {latency, crowd}) {
    one->add_option("--jobs", options.jobs,
                    "sandboxes at once for one submission; 0: one a processor")
        ->check(CLI::Range(0, 64));
    one->add_option("--backend", options.backend, "gvisor or native")->capture_default_str();
  }
  CLI11_PARSE(app, argc, argv);
  const Status status = latency->parsed() ? Latency(options) : Crowd(options);
  if (status.ok()) return 0;
  fmt::print(stderr, "bench_platform: {}\n", status.ToString());
  return 1;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  return assay::bench::Main(argc, argv);
}
