// The queue's figures through a private PostgreSQL on tmpfs: `./dev bench queue`. No-op jobs; load
// generator and server share the machine.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "common/database/migrations.h"
#include "common/database/private_cluster.h"
#include "common/sha256.h"
#include "judge/queue/queue.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

using judge::JobClass;
using judge::JobResult;
using judge::LeasedJob;
using judge::NewJob;
using judge::Queue;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kLease{30'000};
constexpr int kCourses = 50;

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_queue: {}\n", message);
  std::exit(1);
}

template <typename T>
T Need(Result<T> result, const char* what) {
  if (!result.ok()) Die(fmt::format("{}: {}", what, result.status().ToString()));
  return std::move(result).value();
}

struct Options {
  double run_seconds = 10;
  double latency_seconds = 10;
  double snapshot_seconds = 60;
  int rate = 1000;
  size_t batch = 10;
  int producers = 1;
  int workers = 2;
};

class Keys {
 public:
  // Every key is new, so that every job is.
  NewJob Next(JobClass job_class) {
    const uint64_t n = ++count_;
    return {job_class,      "course" + std::to_string(n % kCourses), std::to_string(n), payload_, 3,
            milliseconds(0)};
  }

 private:
  std::atomic<uint64_t> count_ = 0;
  const std::string payload_ = Sha256Hex("no-op");
};

// Sweeps once a second, as the judge does.
class Sweeper {
 public:
  explicit Sweeper(Queue& queue)
      : thread_([&queue](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            Need(queue.Sweep(), "sweep");
            for (int i = 0; i < 100 && !stop.stop_requested(); ++i)
              std::this_thread::sleep_for(milliseconds(10));
          }
        }) {}

 private:
  std::jthread thread_;
};

std::vector<JobResult> ResultsOf(const std::vector<LeasedJob>& jobs) {
  std::vector<JobResult> results;
  results.reserve(jobs.size());
  for (const LeasedJob& job : jobs)
    results.push_back({job.id, job.attempt, "", R"({"verdict":"AC"})"});
  return results;
}

// Finishes and counts what this attempt could finish: all of it, or the queue is wrong.
void FinishAll(Queue& queue, const std::vector<LeasedJob>& jobs, std::atomic<uint64_t>& done) {
  for (const auto outcome : Need(queue.Finish(ResultsOf(jobs)), "finish")) {
    if (outcome != judge::FinishOutcome::kAccepted)
      Die("a result of the newest attempt was refused");
  }
  done += jobs.size();
}

// Jobs a second that went all the way: enqueued, leased, finished with a fenced result. Producers
// stay at most some thousand jobs ahead, so that the figure is a steady state's.
std::vector<double> Throughput(Queue& queue, Keys& keys, const Options& o, double run_seconds) {
  constexpr uint64_t kAhead = 2000;
  std::atomic<uint64_t> added = 0;
  std::atomic<uint64_t> done = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int p = 0; p < o.producers; ++p) {
    threads.emplace_back([&] {
      std::vector<NewJob> jobs(o.batch);
      while (!stop) {
        if (added - done > kAhead) {
          std::this_thread::sleep_for(milliseconds(1));
          continue;
        }
        for (NewJob& job : jobs) job = keys.Next(JobClass::kBatch);
        added += Need(queue.Enqueue(jobs), "enqueue").size();
      }
    });
  }
  for (int w = 0; w < o.workers; ++w) {
    threads.emplace_back([&, w] {
      const std::string name = "worker" + std::to_string(w);
      while (!stop || done < added) {
        FinishAll(queue,
                  Need(queue.LeaseOrWait(name, o.batch, kLease, Clock::now() + milliseconds(50)),
                       "lease"),
                  done);
      }
    });
  }
  // A figure a second: a collapse is seen in its course, not in the mean alone.
  std::vector<double> a_second;
  const auto begin = Clock::now();
  uint64_t last = 0;
  auto last_time = begin;
  while (Clock::now() - begin < std::chrono::duration<double>(run_seconds)) {
    std::this_thread::sleep_for(seconds(1));
    const uint64_t now = done;
    const auto time = Clock::now();
    a_second.push_back(static_cast<double>(now - last) /
                       std::chrono::duration<double>(time - last_time).count());
    last = now;
    last_time = time;
  }
  stop = true;
  for (std::thread& t : threads) t.join();
  if (done != added) Die("jobs were lost");
  return a_second;
}

double Mean(const std::vector<double>& values, size_t from, size_t to) {
  double sum = 0;
  to = std::min(to, values.size());
  from = std::min(from, to);
  for (size_t i = from; i < to; ++i) sum += values[i];
  return to > from ? sum / static_cast<double>(to - from) : 0;
}

// From before Enqueue is called until Lease has returned the job, at a fixed rate (open loop: a
// late enqueue counts from when it was due).
Sample Latency(Queue& queue, Keys& keys, const Options& o) {
  std::mutex mutex;
  std::map<int64_t, Clock::time_point> due_at;
  std::map<int64_t, Clock::time_point> got_at;
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> done = 0;
  std::vector<std::thread> workers;
  for (int w = 0; w < o.workers; ++w) {
    workers.emplace_back([&, w] {
      while (!stop) {
        const auto jobs = Need(queue.LeaseOrWait("worker" + std::to_string(w), o.batch, kLease,
                                                 Clock::now() + milliseconds(50)),
                               "lease");
        const auto now = Clock::now();
        {
          const std::lock_guard lock(mutex);
          for (const LeasedJob& job : jobs) got_at[job.id] = now;
        }
        FinishAll(queue, jobs, done);
      }
    });
  }
  const auto begin = Clock::now();
  const auto count = static_cast<int64_t>(o.latency_seconds * o.rate);
  std::atomic<int64_t> next = 0;
  std::vector<std::thread> producers;
  for (int p = 0; p < 2; ++p) {
    producers.emplace_back([&] {
      for (int64_t i = next++; i < count; i = next++) {
        const auto due = begin + std::chrono::nanoseconds(1'000'000'000LL * i / o.rate);
        std::this_thread::sleep_until(due);
        const NewJob job = keys.Next(JobClass::kInteractive);
        const auto added = Need(queue.Enqueue(std::span(&job, 1)), "enqueue");
        const std::lock_guard lock(mutex);
        due_at[added[0].id] = due;
      }
    });
  }
  for (std::thread& t : producers) t.join();
  while (static_cast<int64_t>(done) < count) std::this_thread::sleep_for(milliseconds(5));
  stop = true;
  for (std::thread& t : workers) t.join();
  Sample sample{fmt::format("enqueue to lease at {}/s", o.rate), {}};
  for (const auto& [id, due] : due_at) {
    sample.ms.push_back(std::chrono::duration<double, std::milli>(got_at.at(id) - due).count());
  }
  std::sort(sample.ms.begin(), sample.ms.end());
  return sample;
}

std::string Verdict(bool met) { return met ? "met" : "NOT MET"; }

// What else ran on this machine says how far the figures can be believed.
double LoadAverage() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

int Run(const Options& o) {
  const double load = LoadAverage();
  fmt::print("{}\n", Machine());
  if (load > 0.5) {
    fmt::print(
        "BUSY: the load average is {:.1f} before the start: not figures for docs/benchmarks.md\n",
        load);
  }
  database::ClusterOptions cluster_options;
  cluster_options.folder = "/dev/shm/assay-bench-queue-" + std::to_string(::getpid());
  // On tmpfs fsync costs nothing; autovacuum is as in production.
  cluster_options.settings = {{"shared_buffers", "256MB"}, {"max_wal_size", "4GB"}};
  const auto begin = Clock::now();
  auto cluster = Need(database::PrivateCluster::Start(cluster_options), "PostgreSQL");
  fmt::print("initdb and start: {:.2f} s\n",
             std::chrono::duration<double>(Clock::now() - begin).count());
  const auto settings = cluster.ConnectionSettings();
  auto admin = Need(database::Connection::Open(settings), "connect");
  Need(database::Migrate(*admin, "judge", ASSAY_QUEUE_MIGRATIONS), "migrate");
  {
    const auto queue = Need(Queue::Open(settings), "queue");
    const Sweeper sweeper(*queue);
    Keys keys;
    Throughput(*queue, keys, o, 2);  // warm
    const auto plain = Throughput(*queue, keys, o, o.run_seconds);
    const double rate = Mean(plain, 0, plain.size());
    fmt::print("enqueued, leased, finished, in calls of {}: {:.0f} jobs/s (goal 5000: {})\n",
               o.batch, rate, Verdict(rate >= 5000));
    const Sample latency = Latency(*queue, keys, o);
    fmt::print("{}", Table({latency}, latency.name));
    fmt::print("p99 of enqueue-to-lease: {:.2f} ms (goal 5: {})\n", latency.p99(),
               Verdict(latency.p99() <= 5));
    if (o.snapshot_seconds > 0) {
      auto holder = Need(database::Connection::Open(settings), "connect");
      const Status held = holder->ExecuteScript(
          "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM judge.migrations");
      if (!held.ok()) Die(held.ToString());
      const auto under = Throughput(*queue, keys, o, o.snapshot_seconds);
      const size_t tenth = std::max<size_t>(under.size() / 10, 1);
      fmt::print("  jobs/s in each tenth of that time:");
      for (size_t i = 0; i < under.size(); i += tenth)
        fmt::print(" {:.0f}", Mean(under, i, i + tenth));
      fmt::print("\n");
      const double last = Mean(under, under.size() - tenth, under.size());
      fmt::print(
          "with a snapshot held for {:.0f} s: {:.0f} jobs/s, first tenth {:.0f}, last tenth "
          "{:.0f}: {:.0f} % kept "
          "(goal 60: {})\n",
          o.snapshot_seconds, Mean(under, 0, under.size()), Mean(under, 0, tenth), last,
          100 * last / rate, Verdict(last >= 0.6 * rate));
    }
  }
  admin.reset();
  const Status stopped = cluster.Stop();
  std::error_code ignored;
  std::filesystem::remove_all(cluster_options.folder, ignored);
  if (!stopped.ok()) Die(stopped.ToString());
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  CLI::App app("The queue's figures through a private PostgreSQL on tmpfs");
  assay::bench::Options o;
  app.add_option("--seconds", o.run_seconds, "throughput is measured for so long")
      ->capture_default_str();
  app.add_option("--latency-seconds", o.latency_seconds)->capture_default_str();
  app.add_option("--rate", o.rate, "jobs a second while latency is measured")
      ->capture_default_str();
  app.add_option("--snapshot-seconds", o.snapshot_seconds,
                 "hold a snapshot so long; 0: not; 600 for the published figure")
      ->capture_default_str();
  app.add_option("--batch", o.batch, "jobs a call")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--producers", o.producers)->check(CLI::Range(1, 16))->capture_default_str();
  app.add_option("--workers", o.workers)->check(CLI::Range(1, 16))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return assay::bench::Run(o);
}
