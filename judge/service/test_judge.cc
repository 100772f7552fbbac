#include "judge/service/test_judge.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "common/files.h"
#include "common/sha256.h"
#include "judge/queue/test_schema.h"

namespace assay::judge {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

namespace {

void TarField(std::string& header, size_t at, size_t size, uint64_t value) {
  std::string digits(size - 1, '0');
  for (size_t i = size - 1; i-- > 0; value /= 8) digits[i] = static_cast<char>('0' + value % 8);
  header.replace(at, digits.size(), digits);
}

}  // namespace

bool Eventually(const std::function<bool()>& what) {
  const auto deadline = Clock::now() + seconds(30);
  while (Clock::now() < deadline) {
    if (what()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return what();
}

std::string TarOf(const std::filesystem::path& folder) {
  std::string tar;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string data = Must(ReadFile(entry.path()));
    std::string header(512, '\0');
    const std::string name = entry.path().lexically_relative(folder).string();
    header.replace(0, name.size(), name);
    TarField(header, 100, 8, 0644);
    TarField(header, 108, 8, 0);
    TarField(header, 116, 8, 0);
    TarField(header, 124, 12, data.size());
    TarField(header, 136, 12, 0);
    header.replace(148, 8, "        ");
    header[156] = '0';
    header.replace(257, 5, "ustar");
    header.replace(263, 2, "00");
    uint64_t sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    TarField(header, 148, 7, sum);
    header[154] = '\0';
    tar += header + data + std::string((512 - data.size() % 512) % 512, '\0');
  }
  return tar + std::string(1024, '\0');
}

// ---------------------------------------------------------------------------- blobs

Result<std::string> MemoryBlobs::Put(std::string_view tenant, std::string_view data) {
  if (down) return Unavailable("the blob store is down");
  const std::lock_guard lock(mutex_);
  const std::string sha256 = Sha256Hex(data);
  blobs_[std::string(tenant) + "/" + sha256] = std::string(data);
  return sha256;
}
Result<std::string> MemoryBlobs::Get(std::string_view tenant, std::string_view sha256) {
  if (down) return Unavailable("the blob store is down");
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(std::string(tenant) + "/" + std::string(sha256));
  if (found == blobs_.end()) return NotFound("no such blob");
  return found->second;
}
Result<bool> MemoryBlobs::Has(std::string_view tenant, std::string_view sha256) {
  const auto blob = Get(tenant, sha256);
  if (!blob.ok() && blob.status().code() != StatusCode::kNotFound) return blob.status();
  return blob.ok();
}
Status MemoryBlobs::Delete(std::string_view tenant, std::string_view sha256) {
  const std::lock_guard lock(mutex_);
  blobs_.erase(std::string(tenant) + "/" + std::string(sha256));
  return OkStatus();
}
Status MemoryBlobs::List(std::string_view,
                         const std::function<Status(std::string_view, uint64_t)>&) {
  return OkStatus();
}

TestPki::TestPki() {
  folder_.emplace(std::move(*TempDir::Create("assay-judge-pki-")));
  authority_.emplace(std::move(*tls::CertificateAuthority::Create(folder_->path() / "pki")));
}

rpc::TlsFiles TestPki::Issue(const std::string& who) {
  std::string folder_name = who;
  std::replace(folder_name.begin(), folder_name.end(), '/', '-');
  // Clients of one name are made at the same time too, and none reads half of another's pair.
  const auto folder = folder_->path() / (folder_name + "-" + std::to_string(++issued_));
  tls::CertificateRequest request{.identity = tls::ParseIdentityName(who).value(),
                                  .lifetime = std::chrono::hours(1)};
  const auto issued = authority_->Issue(request);
  EXPECT_TRUE(issued.ok()) << issued.status().ToString();
  Must(tls::WriteCredentials(folder, *issued));
  return {folder / "tls.crt", folder / "tls.key", folder / "roots.crt", seconds(1)};
}

// ---------------------------------------------------------------------------- fixture

std::unique_ptr<database::TestCluster> JudgeTest::cluster_;

void JudgeTest::SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
void JudgeTest::TearDownTestSuite() { cluster_.reset(); }

void JudgeTest::SetUp() {
  ASSERT_TRUE(cluster_->ok());
  options_.database = cluster_->NewDatabase();
  const auto admin = Must(database::Connection::Open(options_.database));
  ASSERT_NO_FATAL_FAILURE(MigrateForTest(*admin));
  trace::TracerOptions tracing;
  tracing.service = "assay-judge";
  tracer_ = std::make_unique<trace::Tracer>(tracing, log::Logger());
  options_.hub.lease = seconds(2);
  options_.hub.heartbeat = milliseconds(300);
  options_.upkeep.sweep = milliseconds(100);
  options_.upkeep.grace = milliseconds(500);
  options_.upkeep.poll = milliseconds(500);
  options_.upkeep.unqueued_age = milliseconds(500);
}

void JudgeTest::TearDown() {
  client_.reset();
  StopJudge();
}

void JudgeTest::StartJudge() {
  const auto logger = std::getenv("ASSAY_TEST_LOG") != nullptr
                          ? log::Logger::ToStderr({log::Level::kDebug, false, "judge"})
                          : log::Logger();
  JudgeParts parts{blobs_,
                   logger,
                   metrics_,
                   *tracer_,
                   [this](const Status& health) {
                     const std::lock_guard lock(health_mutex_);
                     health_ = health;
                   },
                   webhooks_,
                   tokens_};
  auto judge = JudgeServer::Start(options_, parts, pki_.Issue("judge"));
  ASSERT_TRUE(judge.ok()) << judge.status().ToString();
  judge_ = std::move(*judge);
  // The same port again after a restart: clients find it.
  options_.listen = "127.0.0.1:" + std::to_string(judge_->port());
  if (!client_) client_ = NewClient();
}
void JudgeTest::StopJudge() { judge_.reset(); }

Status JudgeTest::Health() {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

std::unique_ptr<TestWorker> JudgeTest::NewWorker(const std::string& name) {
  return std::make_unique<TestWorker>(options_.listen, pki_.Issue("worker/" + name));
}
std::unique_ptr<Client> JudgeTest::NewClient(const std::string& who) {
  return std::make_unique<Client>(options_.listen, pki_.Issue(who));
}

v1::Caller JudgeTest::Student(const std::string& person) {
  v1::Caller caller;
  caller.set_tenant("t1");
  caller.set_person(person);
  return caller;
}
v1::Caller JudgeTest::Staff() {
  v1::Caller caller = Student("teacher");
  caller.set_staff(true);
  return caller;
}
v1::SubmitRequest JudgeTest::Noop(const std::string& key) {
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_course("cs101");
  request.set_idempotency_key(key);
  request.mutable_noop();
  return request;
}
v1::Submission JudgeTest::Submit(const v1::SubmitRequest& request) {
  return Must(client_->Submit(request)).submission();
}
v1::Submission JudgeTest::Get(const std::string& id) {
  v1::GetSubmissionRequest request;
  *request.mutable_caller() = Staff();
  request.set_id(id);
  return Must(client_->GetSubmission(request));
}
std::string JudgeTest::GradedNoop(TestWorker& worker, const std::string& verdict, double score) {
  const std::string id = Submit(Noop()).id();
  worker.Credit(1);
  const v1::Leased leased = worker.WaitLease();
  EXPECT_EQ(leased.submission(), id);
  worker.Finish(leased.lease(), verdict, score);
  EXPECT_TRUE(worker.WaitAccepted().counted());
  return id;
}
v1::Problem JudgeTest::PutExample(const std::string& name, const std::string& problem) {
  v1::PutProblemRequest first;
  *first.mutable_caller() = Staff();
  first.set_id(problem);
  first.set_course("cs101");
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  EXPECT_NE(source, nullptr);
  return Must(client_->PutProblem(first, TarOf(std::filesystem::path(source) / "examples" / name)));
}

}  // namespace assay::judge
