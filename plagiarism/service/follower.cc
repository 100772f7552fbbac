#include "plagiarism/service/follower.h"

#include <algorithm>

namespace assay::plagiarism {
namespace {

using database::Params;
using database::Statement;
using std::chrono::milliseconds;

// As much as a record of the index takes, with room for names.
constexpr size_t kMostBytes = size_t{12} << 20U;
constexpr size_t kMostFiles = 5000;

constexpr Statement kCursor = {"follow_cursor", "SELECT number FROM plagiarism.feed_cursor"};
constexpr Statement kMove = {"follow_move",
                             "UPDATE plagiarism.feed_cursor SET number = $1 WHERE number < $1"};
constexpr Statement kInsert = {"follow_insert", R"(
INSERT INTO plagiarism.submissions (id, tenant, course, problem, person, submitted_at, state, note)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000000.0), $7::smallint, $8)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, note = excluded.note)"};
constexpr Statement kErased = {"follow_erased", R"(
SELECT 1 FROM plagiarism.erasures WHERE tenant = $1 AND person_hash = $2
  AND erased_at >= to_timestamp($3::bigint / 1000000.0))"};

size_t BytesOf(const std::vector<SourceFile>& files) {
  size_t bytes = 0;
  for (const SourceFile& file : files) bytes += file.path.size() + file.text.size();
  return bytes;
}

}  // namespace

Follower::Follower(JudgeLink& judge, Tenants& tenants, Rows& rows, std::mutex& changing,
                   Options options, log::Logger logger, metrics::Registry& metrics)
    : judge_(judge),
      tenants_(tenants),
      rows_(rows),
      changing_(changing),
      options_(options),
      logger_(std::move(logger)),
      indexed_(metrics.AddCounter("assay_plagiarism_submissions_total",
                                  "Graded submissions that were dealt with",
                                  {{"outcome", "indexed"}})),
      left_out_(metrics.AddCounter("assay_plagiarism_submissions_total",
                                   "Graded submissions that were dealt with",
                                   {{"outcome", "left_out"}})),
      failures_(metrics.AddCounter("assay_plagiarism_follow_failures_total",
                                   "Times that the feed could not be followed")),
      behind_(metrics.AddGauge("assay_plagiarism_behind_submissions",
                               "Graded submissions that are not in the index yet")) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Follower::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Follower::State Follower::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Follower::Loop() {
  milliseconds pause = options_.poll;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const Result<bool> step = Step();
    lock.lock();
    if (step.ok() && *step) continue;
    pause = step.ok() ? options_.poll : std::min(std::max(pause * 2, options_.poll), options_.most);
    changed_.wait_for(lock, pause, [this] { return stop_; });
  }
}

Result<bool> Follower::Step() {
  const auto step = [this]() -> Result<bool> {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows cursor, rows_.Run(kCursor));
    ASSAY_ASSIGN_OR_RETURN(const GradedPage page,
                           judge_.ListGraded(cursor.Int(0, 0), options_.page));
    auto left = static_cast<int64_t>(page.graded.size());
    for (const GradedSubmission& graded : page.graded) {
      {
        const std::lock_guard lock(mutex_);
        state_.behind = left--;
        if (stop_) return false;
      }
      ASSAY_RETURN_IF_ERROR(Take(graded));
    }
    return page.more;
  };
  Result<bool> done = step();
  Note(done);
  return done;
}

void Follower::Note(const Result<bool>& step) {
  if (!step.ok()) failures_.Add();
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    changed = state_.status.code() != step.status().code();
    state_.status = step.status();
    state_.following = step.ok();
    if (step.ok()) state_.followed_at = std::chrono::system_clock::now();
    if (step.ok() && !*step) state_.behind = 0;
    behind_.Set(static_cast<double>(state_.behind));
  }
  if (!changed) return;
  if (step.ok()) {
    logger_.Info("the judge is followed");
  } else {
    logger_.Warning("the judge cannot be followed", {log::Field(step.status())});
  }
}

Status Follower::Take(const GradedSubmission& graded) {
  if (graded.problem.empty()) return Skip(graded.number);  // of no assignment
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, tenants_.Get(graded.tenant));
  const std::lock_guard changing(changing_);
  ASSAY_ASSIGN_OR_RETURN(const database::Rows erased,
                         rows_.Run(kErased, Params()
                                                .Add(graded.tenant)
                                                .Add(tenant->PersonHash(graded.person))
                                                .Add(ToMicros(graded.submitted_at))));
  if (!erased.empty()) return Skip(graded.number);
  auto note = PutInIndex(graded, *tenant);
  if (!note.ok() && !Hopeless(graded, note.status())) return std::move(note).status();
  if (!note.ok()) note = std::optional("it could not be read: " + note.status().message());
  ASSAY_RETURN_IF_ERROR(Write(graded, *note));
  tries_.erase(graded.id);
  (*note ? left_out_ : indexed_).Add();
  return OkStatus();
}

Result<std::optional<std::string>> Follower::PutInIndex(const GradedSubmission& graded,
                                                        const Tenant& tenant) {
  ASSAY_ASSIGN_OR_RETURN(HandedIn source, judge_.GetSource(graded.tenant, graded.id));
  std::vector<SourceFile>& files = source.files;
  if (files.empty()) return std::optional<std::string>("it has no files");
  if (files.size() > kMostFiles || BytesOf(files) > kMostBytes)
    return std::optional<std::string>("it is larger than what is compared");
  Submission submission{graded.id, graded.person, std::move(files), graded.submitted_at};
  ASSAY_RETURN_IF_ERROR(
      tenant.index().Add(submission, graded.course + "/" + graded.problem).Annotate("the index"));
  return std::optional<std::string>();
}

Status Follower::Write(const GradedSubmission& graded, const std::optional<std::string>& note) {
  return rows_.InTransaction([&](database::Connection& connection) -> Status {
    ASSAY_RETURN_IF_ERROR(connection
                              .Execute(kInsert, Params()
                                                    .Add(graded.id)
                                                    .Add(graded.tenant)
                                                    .Add(graded.course)
                                                    .Add(graded.problem)
                                                    .Add(graded.person)
                                                    .Add(ToMicros(graded.submitted_at))
                                                    .Add(note ? 1 : 0)
                                                    .Add(note.value_or("")))
                              .status());
    return connection.Execute(kMove, Params().Add(graded.number)).status();
  });
}

Status Follower::Skip(int64_t number) { return rows_.Run(kMove, Params().Add(number)).status(); }

// Others must not wait for one that will never be read. What is away now may be back soon.
bool Follower::Hopeless(const GradedSubmission& graded, const Status& status) {
  const StatusCode code = status.code();
  const bool away = code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded ||
                    code == StatusCode::kCancelled || code == StatusCode::kPermissionDenied ||
                    code == StatusCode::kResourceExhausted;
  const bool gone = code == StatusCode::kNotFound || code == StatusCode::kDataLoss ||
                    code == StatusCode::kInvalidArgument;
  const bool of_index = status.message().starts_with("the index: ");
  if (away || of_index || (!gone && ++tries_[graded.id] < options_.tries)) return false;
  logger_.Error("a submission is left out of the index",
                {{"submission", graded.id}, log::Field(status)});
  return true;
}

}  // namespace assay::plagiarism
