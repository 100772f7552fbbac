// Times the public door: plain HTTP on the loopback, with identity, PostgreSQL and a judge behind
// it, and the load generator on the same machine.
//   idle      many idle WebSockets, and requests through to identity at a fixed rate meanwhile
//   proxied   requests a second beside nginx's (needs nginx and wrk, of Debian's packages)
//   overload  interactive and background requests, more than the machine can do
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "common/files.h"
#include "common/http/client.h"
#include "common/process/child.h"
#include "common/unique_fd.h"
#include "tests/bench/door.h"
#include "tests/bench/measure.h"
#include "tests/bench/socket_crowd.h"
#include "tests/fault/free_port.h"
#include "tests/fault/stage.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Options {
  fs::path bin;
  size_t sockets = 100'000;
  int gateways = 1;
  std::string target, token;  // of Hold
  fs::path ready;
  double rate = 1000;
  int seconds = 20;
  double load = 1.25;
};

// Answered by identity from PostgreSQL, a few hundred bytes; and by the gateway alone.
constexpr const char* kThrough = "/v1/tokens";
constexpr const char* kOwn = "/v1/session";
// Everything about a person: hundreds of rows, and a record in the audit log.
constexpr const char* kBackground = "/v1/me/export";

double Ms(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

size_t OfEach(const Options& options) {
  return options.sockets / static_cast<size_t>(options.gateways);
}

Result<std::unique_ptr<fault::Stage>> Start(const Options& options) {
  // Inherited by the gateways and by what holds the clients.
  const size_t each = OfEach(options);
  const rlim_t files = each + 1000;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t most = limit.rlim_max;
  limit.rlim_cur = std::max(limit.rlim_cur, files);
  limit.rlim_max = std::max(limit.rlim_max, files);
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return FailedPrecondition(
        fmt::format("{} open files of a process are needed and {} allowed: raise ulimit -n, or "
                    "spread the sockets over more --gateways",
                    files, most));
  }
  fault::StageOptions stage;
  stage.bin = options.bin;
  stage.workers = 0;
  stage.door = true;
  stage.through_cut = false;
  stage.doors = options.gateways;
  stage.gateway_options = {"--max-connections", std::to_string(each + 500)};
  return fault::Stage::Start(stage);
}

// Once everything behind it answers.
Result<Door> OpenDoor(const fault::Stage& stage) {
  ASSAY_ASSIGN_OR_RETURN(Door door, Door::Open(stage));
  ASSAY_RETURN_IF_ERROR(Door::UntilGood([&] { return door.Get(kThrough); }));
  return door;
}

// Requests of one kind, as open arrivals: each is due at its time whatever became of the others,
// and timed from then. 503 with Retry-After is asked again; all others are the end of it.
class Arrivals {
 public:
  Arrivals(const Door& door, std::string path, double rate, int time, int threads)
      : door_(door), path_(std::move(path)), rate_(rate), total_(static_cast<int>(rate * time)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }
  // Waits for the last answer.
  Sample Finish(std::string name) {
    threads_.clear();
    std::sort(ms_.begin(), ms_.end());
    return {std::move(name), ms_};
  }
  int total() const { return total_; }
  int asked_again() const { return asked_again_; }
  const std::map<std::string, int>& failures() const { return failures_; }

 private:
  void Work() {
    for (int n = next_++; n < total_; n = next_++) {
      const auto due = begin_ + std::chrono::duration_cast<Clock::duration>(
                                    std::chrono::duration<double>(n / rate_));
      std::this_thread::sleep_until(due);
      const std::string failure = Once();
      const double ms = Ms(Clock::now() - due);
      const std::lock_guard lock(mutex_);
      if (failure.empty()) ms_.push_back(ms);
      if (!failure.empty()) ++failures_[failure];
    }
  }
  std::string Once() {
    constexpr int kMost = 100;
    for (int i = 0; i < kMost; ++i) {
      const auto answer = door_.Get(path_);
      if (!answer.ok()) return answer.status().ToString();
      if (answer->status == 200) return {};
      const seconds after = answer->RetryAfter();
      if (answer->status != 503 || after.count() == 0) return std::to_string(answer->status);
      ++asked_again_;
      std::this_thread::sleep_for(after);
    }
    return "503 a hundred times";
  }

  const Door& door_;
  const std::string path_;
  const double rate_;
  const int total_;
  const Clock::time_point begin_ = Clock::now() + milliseconds(100);
  std::atomic<int> next_ = 0, asked_again_ = 0;
  std::mutex mutex_;
  std::vector<double> ms_;
  std::map<std::string, int> failures_;
  std::vector<std::jthread> threads_;
};

void PrintFailures(const Arrivals& arrivals) {
  for (const auto& [what, count] : arrivals.failures()) fmt::print("  {} x {}\n", count, what);
}

// A process of clients: opens its sockets, says so by a file, answers pings until its input ends,
// and says how many stood to the end.
Status Hold(const Options& options) {
  SocketCrowd crowd(options.target, "/v1/events", {"Authorization: Bearer " + options.token},
                    [](size_t, std::string_view) {});
  ASSAY_RETURN_IF_ERROR(crowd.Open(options.sockets, 256));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(options.ready, "open"));
  pollfd input{0, POLLIN, 0};
  while (::poll(&input, 1, 0) == 0) crowd.Run(milliseconds(100));
  return WriteFileAtomically(options.ready, std::to_string(crowd.open()));
}

struct Holder {
  process::Child child;
  fs::path ready, log;
  UniqueFd input;
};

Result<Holder> StartHolder(const Options& options, const fault::Stage& stage, const fs::path& dir,
                           int number) {
  Holder holder;
  holder.ready = dir / fmt::format("ready-{}", number);
  holder.log = dir / fmt::format("log-{}", number);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return ErrnoStatus("pipe", errno);
  const UniqueFd read(ends[0]);
  holder.input.reset(ends[1]);
  process::Command command;
  command.argv = {options.bin / "bench_gateway",
                  "hold",
                  "--sockets",
                  std::to_string(OfEach(options)),
                  "--target",
                  stage.door_target(number),
                  "--token",
                  stage.token(),
                  "--ready",
                  holder.ready};
  command.input = read.get();
  command.log = holder.log;
  ASSAY_ASSIGN_OR_RETURN(holder.child, process::Child::Start(command));
  return holder;
}

Status WaitUntilReady(Holder& holder) {
  while (!fs::exists(holder.ready)) {
    ASSAY_ASSIGN_OR_RETURN(const auto ended, holder.child.Wait(milliseconds(20)));
    if (!ended) continue;
    const auto log = ReadFile(holder.log);
    return Unavailable("the clients ended: " + (log.ok() ? *log : ""));
  }
  return OkStatus();
}

Result<size_t> EndOf(Holder& holder) {
  holder.input.reset();
  ASSAY_RETURN_IF_ERROR(holder.child.Wait(seconds(30)).status());
  ASSAY_ASSIGN_OR_RETURN(const std::string stood, ReadFile(holder.ready));
  return static_cast<size_t>(std::stoul(stood));
}

double ResidentOfAll(const Options& options, const fault::Stage& stage) {
  double sum = 0;
  for (int i = 1; i <= options.gateways; ++i)
    sum += Resident(stage.pid(i == 1 ? "gateway" : fmt::format("gateway/{}", i)));
  return sum;
}

Status Idle(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto stage, Start(options));
  ASSAY_ASSIGN_OR_RETURN(const Door door, OpenDoor(*stage));
  ASSAY_ASSIGN_OR_RETURN(const TempDir dir, TempDir::Create());
  const double before = ResidentOfAll(options, *stage);
  const auto opening = Clock::now();
  std::vector<Holder> holders;
  for (int i = 1; i <= options.gateways; ++i) {
    ASSAY_ASSIGN_OR_RETURN(Holder holder, StartHolder(options, *stage, dir.path(), i));
    holders.push_back(std::move(holder));
  }
  for (Holder& holder : holders) ASSAY_RETURN_IF_ERROR(WaitUntilReady(holder));
  const double opened = Ms(Clock::now() - opening) / 1000;
  const double after = ResidentOfAll(options, *stage);
  Arrivals arrivals(door, kThrough, options.rate, options.seconds, 32);
  const Sample sample = arrivals.Finish("through to identity");
  const double end = ResidentOfAll(options, *stage);
  size_t stood = 0;
  for (Holder& holder : holders) {
    ASSAY_ASSIGN_OR_RETURN(const size_t some, EndOf(holder));
    stood += some;
  }
  const double sockets = static_cast<double>(OfEach(options)) * options.gateways;
  fmt::print(
      "{}\n\n{:.0f} idle WebSockets at {} gateways opened in {:.1f} s, {} stand at the end; the "
      "gateways hold {:.1f} KiB for each, {:.1f} at the end\n",
      Machine(), sockets, options.gateways, opened, stood, (after - before) * 1024 / sockets,
      (end - before) * 1024 / sockets);
  fmt::print("{} requests at {:.0f}/s to one of them, timed from when they were due\n{}\n",
             arrivals.total(), options.rate, Table({sample}, sample.name));
  PrintFailures(arrivals);
  return stage->Stop();
}

// ---- beside nginx

Result<fs::path> Find(const std::string& program) {
  for (const char* folder : {"/usr/sbin", "/usr/bin", "/usr/local/bin"}) {
    if (fs::exists(fs::path(folder) / program)) return fs::path(folder) / program;
  }
  return NotFound(program + " is not here: apt-get install nginx-light wrk");
}

constexpr const char* kNginx = R"(daemon off;
pid {0}/nginx.pid;
error_log {0}/error.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {0}; proxy_temp_path {0}; fastcgi_temp_path {0}; uwsgi_temp_path {0};
  scgi_temp_path {0};
  upstream behind {{ server unix:{0}/behind; keepalive 64; }}
  server {{
    listen unix:{0}/behind;
    location / {{ default_type application/json; return 200 '{2}'; }}
  }}
  server {{
    listen 127.0.0.1:{1};
    location / {{ proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
)";

// What wrk prints, of so many seconds with 64 connections.
Result<std::string> Wrk(const fs::path& wrk, const Options& options, const std::string& url,
                        const std::string& token) {
  ASSAY_ASSIGN_OR_RETURN(const TempDir dir, TempDir::Create());
  process::Command command;
  command.argv = {wrk, "-t1", "-c64", "-d" + std::to_string(options.seconds) + "s", "--latency"};
  if (!token.empty()) {
    command.argv.insert(command.argv.end(), {"-H", "Authorization: Bearer " + token});
  }
  command.argv.push_back(url);
  command.log = dir.path() / "out";
  ASSAY_ASSIGN_OR_RETURN(auto child, process::Child::Start(command));
  ASSAY_RETURN_IF_ERROR(child.Wait(seconds(options.seconds + 30)).status());
  return ReadFile(command.log);
}

Status Proxied(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const fs::path nginx, Find("nginx"));
  ASSAY_ASSIGN_OR_RETURN(const fs::path wrk, Find("wrk"));
  ASSAY_ASSIGN_OR_RETURN(const auto stage, Start(options));
  ASSAY_ASSIGN_OR_RETURN(const Door door, OpenDoor(*stage));
  ASSAY_ASSIGN_OR_RETURN(const auto answer, door.Get(kThrough));
  ASSAY_ASSIGN_OR_RETURN(const TempDir dir, TempDir::Create());
  fs::permissions(dir.path(), fs::perms::all);  // its workers are another user's
  ASSAY_ASSIGN_OR_RETURN(const int port, fault::FreePort());
  std::string same = answer.body;
  std::erase(same, '\'');
  ASSAY_RETURN_IF_ERROR(
      WriteFileAtomically(dir.path() / "nginx.conf",
                          fmt::format(fmt::runtime(kNginx), dir.path().string(), port, same)));
  process::Command command;
  command.argv = {nginx, "-c", dir.path() / "nginx.conf"};
  command.log = dir.path() / "log";
  ASSAY_ASSIGN_OR_RETURN(auto peer, process::Child::Start(command));
  const std::string beside = fmt::format("http://127.0.0.1:{}/", port);
  ASSAY_ASSIGN_OR_RETURN(const auto client, http::Client::Create({}));
  http::ClientRequest request;
  request.url = beside;
  while (!client->Send(request).ok()) {
    ASSAY_ASSIGN_OR_RETURN(const auto ended, peer.Wait(milliseconds(20)));
    if (!ended) continue;
    const auto log = ReadFile(command.log);
    return Unavailable("nginx ended: " + (log.ok() ? *log : ""));
  }
  struct Case {
    const char* name;
    std::string url, token;
  };
  fmt::print("{}\n\n{} bytes, 64 connections, one process of each\n", Machine(), same.size());
  for (const Case& one :
       {Case{"nginx, proxying nginx", beside, ""},
        Case{"gateway, through to identity and PostgreSQL", door.url() + kThrough, door.token()},
        Case{"gateway, its own answer", door.url() + kOwn, door.token()}}) {
    ASSAY_ASSIGN_OR_RETURN(const std::string said, Wrk(wrk, options, one.url, one.token));
    fmt::print("\n{}\n{}", one.name, said);
  }
  ASSAY_RETURN_IF_ERROR(peer.Stop(SIGTERM, seconds(5)).status());
  return stage->Stop();
}

// ---- more than it can do

// Requests a second of both kinds, three interactive ones to one in the background, by clients that
// wait for their answers.
double Capacity(const Door& door) {
  constexpr int kThreads = 16;
  constexpr seconds kTime{5};
  std::atomic<int> done = 0;
  const auto until = Clock::now() + kTime;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        for (int n = i; Clock::now() < until; ++n) {
          const auto answer = door.Get(n % 4 == 0 ? kBackground : kThrough);
          if (answer.ok() && answer->status == 200) ++done;
        }
      });
    }
  }
  return static_cast<double>(done) / std::chrono::duration<double>(kTime).count();
}

Status Overload(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto stage, Start(options));
  ASSAY_ASSIGN_OR_RETURN(const Door door, OpenDoor(*stage));
  const double capacity = Capacity(door);
  const double offered = capacity * options.load;
  fmt::print("{}\n\ncapacity {:.0f} requests/s, a quarter in the background; offered {:.0f}/s\n",
             Machine(), capacity, offered);
  const auto begin = Clock::now();
  Arrivals interactive(door, kThrough, offered * 0.75, options.seconds, 64);
  Arrivals background(door, kBackground, offered * 0.25, options.seconds, 300);
  const Sample quick = interactive.Finish("interactive");
  const Sample slow = background.Finish("background");
  fmt::print(
      "{}\n{} interactive and {} background requests answered in {:.1f} s of {}; {} times "
      "told to come again\n",
      Table({quick, slow}, quick.name), quick.ms.size(), slow.ms.size(),
      Ms(Clock::now() - begin) / 1000, options.seconds,
      interactive.asked_again() + background.asked_again());
  PrintFailures(interactive);
  PrintFailures(background);
  return stage->Stop();
}

int Main(int argc, char** argv) {
  Options options;
  options.bin = fs::read_symlink("/proc/self/exe").parent_path();
  CLI::App app("Times the public door.");
  app.require_subcommand(1);
  CLI::App* idle = app.add_subcommand("idle", "many idle WebSockets");
  idle->add_option("--sockets", options.sockets)->check(CLI::Range(1, 500'000));
  idle->add_option("--rate", options.rate, "requests a second")->check(CLI::Range(1.0, 100'000.0));
  idle->add_option("--gateways", options.gateways, "over which the sockets are spread")
      ->check(CLI::Range(1, 100));
  CLI::App* hold = app.add_subcommand("hold", "")->group("");  // what idle starts
  hold->add_option("--sockets", options.sockets);
  hold->add_option("--target", options.target);
  hold->add_option("--token", options.token);
  hold->add_option("--ready", options.ready);
  CLI::App* proxied = app.add_subcommand("proxied", "requests a second beside nginx");
  CLI::App* overload = app.add_subcommand("overload", "more than the machine can do");
  overload->add_option("--load", options.load, "of its capacity")->check(CLI::Range(0.1, 10.0));
  for (CLI::App* one : {idle, proxied, overload}) {
    one->add_option("--seconds", options.seconds)->check(CLI::Range(1, 3600));
  }
  CLI11_PARSE(app, argc, argv);
  if (!idle->parsed() && !hold->parsed()) options.sockets = 1000;
  const Status status = idle->parsed()      ? Idle(options)
                        : hold->parsed()    ? Hold(options)
                        : proxied->parsed() ? Proxied(options)
                                            : Overload(options);
  if (status.ok()) return 0;
  fmt::print(stderr, "bench_gateway: {}\n", status.ToString());
  return 1;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  return assay::bench::Main(argc, argv);
}
