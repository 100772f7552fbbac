#include "supervisor/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include "common/files.h"
#include "supervisor/files.h"
#include "supervisor/first_steps.h"
#include "supervisor/leftovers.h"
#include "supervisor/log_rotation.h"
#include "supervisor/ports.h"
#include "supervisor/programs.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kRotateInterval(10);
constexpr std::chrono::seconds kRenewInterval(60);
constexpr std::chrono::seconds kControlTimeout(5);
constexpr milliseconds kLinesWait(100);

constexpr const char* kRunning = "running";
constexpr const char* kStopping = "stopping";

Result<Config> ChooseConfig(const Layout& layout, const UpOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(Config config, ReadConfig(layout.config()));
  if (options.address) config.address = *options.address;
  if (options.port) config.port = *options.port;
  if (options.workers) config.workers = *options.workers;
  if (!options.public_names.empty()) config.names = options.public_names;
  return config;
}

Status ShowRunning(const Layout& layout) {
  std::string answer;
  const Status asked = AskSupervisor(layout.control(), "status", kControlTimeout,
                                     [&](std::string_view line) { answer = line; });
  if (!asked.ok()) {
    return Unavailable("another supervisor has the lock of " + layout.root.string() +
                       " but does not answer yet (" + asked.message() + "); try again in a moment");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string table, ToTable(answer));
  Print("It runs already.\n" + table);
  return OkStatus();
}

}  // namespace

Result<std::unique_ptr<Session>> Session::Make(const UpOptions& options) {
  // Before the first thread.
  ASSAY_ASSIGN_OR_RETURN(StopSignals signals, StopSignals::Block());
  ASSAY_ASSIGN_OR_RETURN(StopFlag stop, StopFlag::Make());
  ASSAY_ASSIGN_OR_RETURN(StopFlag done, StopFlag::Make());
  return std::unique_ptr<Session>(
      new Session(options, std::move(signals), std::move(stop), std::move(done)));
}

Session::Session(const UpOptions& options, StopSignals signals, StopFlag stop, StopFlag done)
    : options_(options),
      signals_(std::move(signals)),
      stop_(std::move(stop)),
      done_(std::move(done)),
      logger_(log::Logger::ToStderr(
          {.level = log::Level::kInfo, .json = true, .service = "assay-platform"})),
      supervisor_(logger_) {
  site_.layout.root = options.data;
  site_.programs = site_.service_programs = options.programs;
}

Session::~Session() {
  if (!done_.IsSet()) StopUnits();
  control_.reset();
  prober_.reset();
  if (printer_.joinable()) printer_.join();
  if (watcher_.joinable()) watcher_.join();
}

Status Session::Run() {
  ASSAY_RETURN_IF_ERROR(Prepare());
  if (!lock_.valid()) return OkStatus();  // another one runs, and was shown
  watcher_ = std::thread([this] { WatchSignals(); });
  printer_ = std::thread([this] { PrintLines(); });
  const Status status = RunUnits();
  if (status.ok()) Loop();
  StopUnits();
  return status.code() == StatusCode::kCancelled ? OkStatus() : status;
}

Status Session::Prepare() {
  ASSAY_ASSIGN_OR_RETURN(site_.config, ChooseConfig(site_.layout, options_));
  ASSAY_ASSIGN_OR_RETURN(site_.accounts, ChooseAccounts(site_.config));
  ASSAY_RETURN_IF_ERROR(CheckPrograms(site_));
  ASSAY_RETURN_IF_ERROR(MakeDataFolder(site_.layout, site_.accounts, site_.config));
  ASSAY_RETURN_IF_ERROR(TakeLock());
  if (!lock_.valid()) return OkStatus();
  if (options_.background_child) {
    ASSAY_RETURN_IF_ERROR(RedirectErrors(site_.layout.log("supervisor")));
  }
  if (!site_.accounts.note.empty()) Print("Note: " + site_.accounts.note + ".\n");
  ASSAY_ASSIGN_OR_RETURN(const auto leftovers, EndLeftovers(site_.layout.run()));
  if (!leftovers.empty()) {
    Print(fmt::format("Ended {} processes of a supervisor that was killed.\n", leftovers.size()));
  }
  if (!fs::exists(site_.layout.config())) {
    ASSAY_RETURN_IF_ERROR(
        WriteFileAtomically(site_.layout.config(), FormatConfig(site_.config), 0600));
  }
  ASSAY_RETURN_IF_ERROR(ChooseFreePorts());
  ASSAY_RETURN_IF_ERROR(MakeProgramsReachable(site_));
  return MakeSecrets(site_.layout, site_.accounts, site_.config, Roles());
}

Status Session::TakeLock() {
  auto lock = LockFile(site_.layout.lock());
  if (lock.ok()) {
    lock_ = std::move(*lock);
    return OkStatus();
  }
  if (lock.status().code() != StatusCode::kUnavailable) return lock.status();
  return ShowRunning(site_.layout);
}

Status Session::ChooseFreePorts() {
  const Status free = CheckPortIsFree(site_.config.address, site_.config.port);
  if (!free.ok()) {
    return {free.code(), free.message() + "; choose another by --port or in " +
                             site_.layout.config().string() +
                             " under [public] (\"ss -ltnp\" shows who has it)"};
  }
  ASSAY_ASSIGN_OR_RETURN(site_.state, ReadState(site_.layout.state()));
  ASSAY_ASSIGN_OR_RETURN(const bool changed, ChoosePorts(PortServices(), site_.state));
  return changed ? WriteState(site_.layout.state(), site_.state) : OkStatus();
}

Status Session::RunUnits() {
  ASSAY_ASSIGN_OR_RETURN(
      control_, ControlServer::Start(
                    site_.layout.control(),
                    [this](const ControlRequest& request, const ControlServer::Reply& reply) {
                      Answer(request, reply);
                    },
                    logger_));
  ASSAY_ASSIGN_OR_RETURN(prober_, Prober::Start(supervisor_.board(), logger_));
  Board& board = supervisor_.board();
  board.Say("Starting Assay in " + site_.layout.root.string());
  ASSAY_RETURN_IF_ERROR(supervisor_.Start(PlanUnits(site_), stop_,
                                          std::chrono::seconds(options_.start_timeout_seconds)));
  ASSAY_RETURN_IF_ERROR(MakeFirstPeople(site_, options_.demo, board));
  if (options_.demo) ASSAY_RETURN_IF_ERROR(MakeDemoCourse(site_, board));
  const std::chrono::duration<double> took = steady_clock::now() - begun_;
  phase_ = kRunning;
  board.Say(fmt::format("Ready after {:.1f} s.\n", took.count()));
  for (std::string& line : HowToGoOn(site_)) board.Say(std::move(line));
  if (options_.background_child) board.Say(std::string(kUpMarker));
  return OkStatus();
}

void Session::Loop() {
  auto rotate_at = steady_clock::now();
  auto renew_at = steady_clock::now() + kRenewInterval;
  while (stop_.Wait(-1, milliseconds(1000)) != StopFlag::Woken::kStop) {
    const auto now = steady_clock::now();
    if (now >= rotate_at) {
      rotate_at = now + kRotateInterval;
      const Status rotated = RotateLogs(site_.layout.logs(), uint64_t{site_.config.log_mb} << 20U,
                                        site_.config.logs_kept);
      if (!rotated.ok()) logger_.Warning("logs are not rotated", {log::Field(rotated)});
    }
    if (now >= renew_at) {
      renew_at = now + kRenewInterval;
      const auto renewed = RenewCertificates(site_.layout);
      if (!renewed.ok()) logger_.Error("certificates: ", {log::Field(renewed.status())});
      if (renewed.ok() && !renewed->empty()) {
        logger_.Info("certificates renewed", {{"count", uint64_t{renewed->size()}}});
      }
    }
  }
}

void Session::StopUnits() {
  phase_ = kStopping;
  if (lock_.valid()) supervisor_.board().Say("Stopping Assay");
  const auto begun = steady_clock::now();
  supervisor_.Stop();
  const std::chrono::duration<double> took = steady_clock::now() - begun;
  if (lock_.valid()) supervisor_.board().Say(fmt::format("Stopped after {:.1f} s.", took.count()));
  done_.Set();
}

// The first signal stops in order. The second ends this process, and with it all children.
void Session::WatchSignals() {
  while (done_.Wait(signals_.fd(), std::chrono::hours(1)) != StopFlag::Woken::kStop) {
    if (StopFlag::Woken::kEvent != done_.Wait(signals_.fd(), milliseconds(0))) continue;
    signals_.Take();
    if (stop_.IsSet()) ::_exit(1);
    stop_.Set();
  }
}

void Session::PrintLines() {
  size_t seen = 0;
  while (true) {
    const bool last = done_.IsSet();  // asked before the lines are
    const auto lines = supervisor_.board().Lines(seen, steady_clock::now() + kLinesWait);
    for (const std::string& line : lines) {
      // Whoever waited for the start was interrupted: it is not wanted.
      if (!Print(line + "\n") && options_.background_child && phase_ == kStarting) stop_.Set();
    }
    seen += lines.size();
    if (last) return;
  }
}

void Session::Answer(const ControlRequest& request, const ControlServer::Reply& reply) {
  if (request.verb == ControlRequest::Verb::kStatus) {
    reply(ToJson(StatusNow()));
    return;
  }
  size_t seen = supervisor_.board().LineCount();
  stop_.Set();
  while (true) {
    const bool last = done_.IsSet();
    const auto lines = supervisor_.board().Lines(seen, steady_clock::now() + kLinesWait);
    seen += lines.size();
    for (const std::string& line : lines) {
      if (!reply(line)) return;
    }
    if (last) return;
  }
}

SupervisorStatus Session::StatusNow() {
  SupervisorStatus status;
  status.phase = phase_;
  status.url = PublicUrl(site_.config);
  status.data = site_.layout.root.string();
  status.pid = ::getpid();
  status.begun = begun_;
  status.units = supervisor_.board().Units();
  if (prober_) status.queue = prober_->queue();
  return status;
}

}  // namespace assay::supervisor
