#include "tests/similarity_service/stage.h"

#include <grpcpp/grpcpp.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>

#include "assay/plagiarism/v1/plagiarism.grpc.pb.h"
#include "common/blobs/master_keys.h"
#include "common/files.h"

namespace assay::plagiarism {

namespace fs = std::filesystem;
using std::chrono::seconds;

std::string ProgramOf(unsigned seed) {
  std::mt19937 random(seed);
  const auto number = [&](unsigned below) { return std::to_string(random() % below); };
  std::string text = "import sys\n\ndef work_" + number(1000) + "(rows, limit):\n    total = 0\n";
  for (int i = 0; i < 24; ++i) {
    const std::string v = "item" + number(9);
    switch (random() % 6) {
      case 0:
        text += "    if total > limit * " + number(90) + ":\n        total -= " + number(50) + "\n";
        break;
      case 1:
        text += "    for " + v + " in rows:\n        total += " + v + " * " + number(30) + "\n";
        break;
      case 2:
        text += "    " + v + " = total % (limit + " + number(70) + ")\n";
        break;
      case 3:
        text += "    print(\"step " + number(999) + "\", total)\n";
        break;
      case 4:
        text += "    while total < " + number(200) + ":\n        total = total * 2 + " +
                number(40) + "\n";
        break;
      default:
        text += "    rows = [r + " + number(60) + " for r in rows if r != limit]\n";
    }
  }
  return text + "    return total\n\nprint(work(sys.stdin, " + number(99) + "))\n";
}

void ServiceTest::SetUp() {
  judge::JudgeTest::SetUp();
  StartJudge();
  PutExample("sum", "sum");
  worker_ = NewWorker("w1");
  worker_->Hello(8);
  worker_->Automatic(8, "AC");

  const char* bin = std::getenv("ASSAY_BIN_DIR");
  ASSERT_NE(bin, nullptr) << "run this by ctest, or set ASSAY_BIN_DIR to the folder of programs";
  folder_.emplace(std::move(*TempDir::Create("assay-similarity-")));
  admin_ = Must(database::Connection::Open(options_.database));
  Must(admin_->ExecuteScript(
      "DROP ROLE IF EXISTS plagiarism; CREATE ROLE plagiarism LOGIN PASSWORD 'p'; "
      "GRANT CREATE, CONNECT ON DATABASE " +
      options_.database.database + " TO plagiarism"));
  Must(WriteFileAtomically(Path("password"), "p\n", 0600));
  Must(blobs::CreateMasterKey(Path("master.key")));
  const rpc::TlsFiles tls = pki_.Issue("plagiarism");
  command_.argv = {(fs::path(bin) / "assay-plagiarism").string(),
                   "--listen",
                   "unix:" + Path("service.sock"),
                   "--tls-certificate",
                   tls.certificate,
                   "--tls-key",
                   tls.key,
                   "--tls-roots",
                   tls.roots,
                   "--judge",
                   options_.listen,
                   "--index",
                   Path("index"),
                   "--master-key",
                   Path("master.key"),
                   "--database-host",
                   options_.database.host,
                   "--database-port",
                   std::to_string(options_.database.port),
                   "--database-name",
                   options_.database.database,
                   "--database-user",
                   "plagiarism",
                   "--database-password-file",
                   Path("password"),
                   "--poll-ms",
                   "20",
                   "--admin-listen",
                   "127.0.0.1:0",
                   "--ready-file",
                   Path("ready")};
  command_.log = Path("log");
  command_.death_signal = SIGKILL;
}

void ServiceTest::TearDown() {
  if (HasFailure() && folder_) ADD_FAILURE() << "its log:\n" << Log();
  service_ = process::Child();
  worker_.reset();
  if (admin_) {
    // The role is of the whole server, the next test's database is another one.
    (void)admin_->ExecuteScript("DROP OWNED BY plagiarism; DROP ROLE plagiarism");
  }
  admin_.reset();
  judge::JudgeTest::TearDown();
}

std::string ServiceTest::Log() {
  const auto log = ReadFile(Path("log"));
  if (!log.ok()) return log.status().ToString();
  return log->size() > 8000 ? log->substr(log->size() - 8000) : *log;
}

void ServiceTest::Launch() {
  fs::remove(Path("ready"));
  fs::remove(Path("service.sock"));  // a killed process leaves it
  service_ = Must(process::Child::Start(command_));
  ASSERT_TRUE(Eventually([&] { return fs::exists(Path("ready")); })) << Log();
}

void ServiceTest::Kill() {
  Must(service_.Signal(SIGKILL));
  ASSERT_TRUE(Must(service_.Wait(seconds(20))).has_value());
}

void ServiceTest::Terminate() {
  Must(service_.Signal(SIGTERM));
  const auto ended = Must(service_.Wait(seconds(20)));
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(process::DescribeEnd(*ended), "exit code 0");
}

std::string ServiceTest::HandIn(const std::string& person, const std::string& text,
                                const std::string& problem, const std::string& course) {
  judge::v1::SubmitRequest request;
  *request.mutable_caller() = Student(person);
  request.set_problem(problem);
  request.set_course(course);
  judge::v1::SourceFile& file = *request.add_files();
  file.set_path("main.py");
  file.set_data(text);
  request.set_idempotency_key("k" + std::to_string(++handed_in_));
  return Submit(request).id();
}

std::map<std::string, std::string> ServiceTest::HandInTheClass(const std::string& problem,
                                                               const std::string& also,
                                                               size_t with) {
  const fs::path folder = fs::path(std::getenv("ASSAY_SOURCE_DIR")) / "examples/similarity";
  std::map<std::string, std::string> ids;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string person = entry.path().filename();
    const std::string text = Must(ReadFile(entry.path() / "carpark.py"));
    ids[person] = HandIn(person, ids.size() < with ? text + also : text, problem);
  }
  return ids;
}

void ServiceTest::WaitUntilIndexed(int submissions, const std::string& problem) {
  v1::Assignment state;
  ASSERT_TRUE(Eventually([&] {
    const auto now = GetAssignment(For<v1::GetAssignmentRequest>(problem));
    if (now.ok()) state = *now;
    return now.ok() && now->indexed() >= submissions;
  })) << state.ShortDebugString()
      << "\n"
      << Log();
  EXPECT_EQ(state.indexed(), submissions);
}

v1::Caller ServiceTest::Staff(const std::string& person) {
  v1::Caller caller;
  caller.set_tenant("t1");
  caller.set_person(person);
  caller.set_staff(true);
  caller.add_courses("cs101");
  return caller;
}

v1::Comparison ServiceTest::Compare(v1::StartComparisonRequest request) {
  const v1::Comparison started = Must(StartComparison(request));
  v1::GetComparisonRequest get;
  *get.mutable_caller() = request.caller();
  *get.mutable_assignment() = request.assignment();
  get.set_id(started.id());
  v1::Comparison now;
  EXPECT_TRUE(Eventually([&] {
    const auto got = GetComparison(get);
    if (got.ok()) now = *got;
    return now.state() == "done" || now.state() == "failed";
  })) << now.ShortDebugString();
  EXPECT_EQ(now.state(), "done") << now.failure();
  return now;
}

template <typename Request, typename Response, typename Call>
Result<Response> ServiceTest::Ask(Call call, const Request& request, const std::string& who) {
  if (!identities_.contains(who)) identities_[who] = pki_.Issue(who);
  rpc::ChannelOptions options;
  options.max_message_bytes = size_t{64} << 20U;
  auto channel =
      rpc::Connect("unix:" + Path("service.sock"), "plagiarism", identities_[who], options);
  if (!channel.ok()) return std::move(channel).status();
  const auto stub = v1::PlagiarismService::NewStub(*channel);
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(30));
  Response response;
  const Status status = rpc::FromGrpc((stub.get()->*call)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

#define ASSAY_CALL(Method, Request, Response)                                                    \
  Result<v1::Response> ServiceTest::Method(const v1::Request& request, const std::string& who) { \
    return Ask<v1::Request, v1::Response>(&v1::PlagiarismService::Stub::Method, request, who);   \
  }
ASSAY_CALL(GetAssignment, GetAssignmentRequest, Assignment)
ASSAY_CALL(StartComparison, StartComparisonRequest, Comparison)
ASSAY_CALL(GetComparison, GetComparisonRequest, Comparison)
ASSAY_CALL(ListComparisons, ListComparisonsRequest, ListComparisonsResponse)
ASSAY_CALL(CancelComparison, GetComparisonRequest, Comparison)
ASSAY_CALL(ListPairs, ListPairsRequest, ListPairsResponse)
ASSAY_CALL(GetPair, GetPairRequest, PairDetail)
ASSAY_CALL(ListClusters, ListClustersRequest, ListClustersResponse)
ASSAY_CALL(GetReport, GetReportRequest, GetReportResponse)
ASSAY_CALL(Decide, DecideRequest, Decision)
ASSAY_CALL(ListDecisions, ListDecisionsRequest, ListDecisionsResponse)
ASSAY_CALL(ListCommonCode, ListCommonCodeRequest, ListCommonCodeResponse)
ASSAY_CALL(DecideCommonCode, DecideCommonCodeRequest, DecideCommonCodeResponse)
ASSAY_CALL(PutTemplate, PutTemplateRequest, Template)
ASSAY_CALL(ListTemplates, ListTemplatesRequest, ListTemplatesResponse)
ASSAY_CALL(DeleteTemplate, DeleteTemplateRequest, DeleteTemplateResponse)
ASSAY_CALL(FindSimilar, FindSimilarRequest, FindSimilarResponse)
ASSAY_CALL(ExportFingerprints, ExportFingerprintsRequest, Fingerprints)
ASSAY_CALL(MatchFingerprints, MatchFingerprintsRequest, MatchFingerprintsResponse)
ASSAY_CALL(ErasePerson, ErasePersonRequest, Erasure)
#undef ASSAY_CALL

std::string ServiceTest::One(const std::string& sql) {
  const std::string name = "one_" + std::to_string(++statements_);
  const auto rows = Must(admin_->Execute({name.c_str(), sql.c_str()}));
  return rows.empty() ? "" : std::string(rows.Text(0, 0));
}

}  // namespace assay::plagiarism
