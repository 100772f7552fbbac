#include "judge/service/problem_upload.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>

#include <set>

#include "common/archive/archive.h"
#include "common/files.h"
#include "common/rpc/rpc.h"
#include "grader/package.h"
#include "judge/service/convert.h"
#include "judge/service/problem_page.h"

namespace assay::judge {
namespace {

// The temporary folder is nothing that a client knows.
Status WithoutFolder(const Status& status, const std::string& folder) {
  std::string message = status.message();
  for (const std::string& prefix : {folder + "/", folder}) {
    for (size_t at = message.find(prefix); at != std::string::npos; at = message.find(prefix, at)) {
      message.erase(at, prefix.size());
    }
  }
  if (message.starts_with(": ")) message.erase(0, 2);  // it was about the archive itself
  return {status.code(), std::move(message)};
}

class Upload final : public grpc::ServerReadReactor<v1::PutProblemRequest> {
 public:
  Upload(Core& core, Executor& executor, const UploadOptions& options, const Status& allowed,
         v1::Problem* response)
      : core_(core), executor_(executor), options_(options), response_(response) {
    if (allowed.ok()) {
      StartRead(&incoming_);
    } else {
      End(allowed);
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Store();
    const Status status = Take();
    if (!status.ok()) return End(status);
    incoming_.Clear();
    StartRead(&incoming_);
  }
  void OnDone() override { delete this; }

 private:
  void End(const Status& status) { Finish(rpc::ToGrpc(status)); }

  Status Take() {
    if (!folder_) {
      ASSAY_RETURN_IF_ERROR(Begin());
    }
    bytes_ += incoming_.data().size();
    if (bytes_ > options_.max_bytes) {
      return ResourceExhausted("a package has at most " + std::to_string(options_.max_bytes) +
                               " bytes");
    }
    return WriteAll(file_.get(), incoming_.data());
  }

  Status Begin() {
    ASSAY_ASSIGN_OR_RETURN(problem_,
                           NewProblem(incoming_.caller(), incoming_.id(), incoming_.course()));
    ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create("assay-upload-"));
    folder_.emplace(std::move(folder));
    file_.reset(::open(Archive().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_.valid()) return ErrnoStatus("the upload's file", errno);
    return OkStatus();
  }

  std::filesystem::path Archive() const { return folder_->path() / problem_.id; }

  void Store() {
    if (!folder_) return End(InvalidArgument("nothing was put"));
    file_.reset();
    const bool taken = executor_.Post([this] { End(Put()); });
    if (!taken) End(Unavailable("too many problems are being put; try again"));
  }

  Status Put() {
    ASSAY_ASSIGN_OR_RETURN(const ProblemRecord stored,
                           StorePackage(core_, Archive(), options_, problem_));
    *response_ = ToProto(stored);
    return OkStatus();
  }

  Core& core_;
  Executor& executor_;
  const UploadOptions options_;
  v1::Problem* const response_;
  v1::PutProblemRequest incoming_;
  ProblemRecord problem_;
  std::optional<TempDir> folder_;
  UniqueFd file_;
  size_t bytes_ = 0;
};

}  // namespace

Result<DescribedPackage> DescribePackage(const std::filesystem::path& archive,
                                         const UploadOptions& options) {
  ArchiveLimits limits;
  limits.archive_bytes = options.max_bytes;
  limits.total_bytes = options.max_unpacked_bytes;
  auto unpacked = Unpack(archive, limits);
  if (!unpacked.ok()) return WithoutFolder(unpacked.status(), archive.string());
  const std::filesystem::path root = PackageRoot((*unpacked)->path());
  auto package = grader::LoadPackage(root);
  if (!package.ok()) {
    const Status said = WithoutFolder(package.status(), root.string());
    // Whatever is wrong with it, the client gave it.
    return Status(said.code() == StatusCode::kNotFound ? StatusCode::kInvalidArgument : said.code(),
                  said.message());
  }
  DescribedPackage described;
  ProblemRecord& problem = described.problem;
  problem.title = package->title.substr(0, 500);
  problem.format = package->format;
  std::set<std::string> languages;
  for (const grader::Part& part : package->parts) {
    languages.insert(part.languages.begin(), part.languages.end());
  }
  for (const std::string& language : languages) {
    problem.languages += (problem.languages.empty() ? "" : ",") + language;
  }
  described.page = PageOf(*package);
  return described;
}

Result<ProblemRecord> NewProblem(const v1::Caller& caller, const std::string& id,
                                 const std::string& course) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (IsStudent(caller)) return PermissionDenied("problems are for staff");
  ASSAY_RETURN_IF_ERROR(CheckProblemId(id));
  ASSAY_RETURN_IF_ERROR(CheckCourse(course));
  ProblemRecord problem;
  problem.tenant = caller.tenant();
  problem.id = id;
  problem.course = course;
  return problem;
}

Result<ProblemRecord> StorePackage(Core& core, const std::filesystem::path& archive,
                                   const UploadOptions& options, ProblemRecord problem) {
  ASSAY_ASSIGN_OR_RETURN(const DescribedPackage described, DescribePackage(archive, options));
  problem.title = described.problem.title;
  problem.format = described.problem.format;
  problem.languages = described.problem.languages;
  ASSAY_ASSIGN_OR_RETURN(const std::string data, ReadFile(archive, options.max_bytes));
  ASSAY_ASSIGN_OR_RETURN(problem.package, core.blobs.Put(problem.tenant, data));
  ASSAY_ASSIGN_OR_RETURN(problem.page,
                         core.blobs.Put(problem.tenant, described.page.SerializeAsString()));
  ASSAY_ASSIGN_OR_RETURN(ProblemRecord stored, core.store.problems().Put(problem));
  core.logger.Info("problem put", {{"problem", stored.id}, {"version", stored.version}});
  return stored;
}

Result<v1::ProblemPage> MakePage(Core& core, ProblemRecord& problem) {
  ASSAY_ASSIGN_OR_RETURN(const std::string archive,
                         core.blobs.Get(problem.tenant, problem.package));
  ASSAY_ASSIGN_OR_RETURN(const TempDir folder, TempDir::Create("assay-page-"));
  const std::filesystem::path path = folder.path() / problem.id;
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, archive));
  ASSAY_ASSIGN_OR_RETURN(DescribedPackage described, DescribePackage(path, {}));
  ASSAY_ASSIGN_OR_RETURN(problem.page,
                         core.blobs.Put(problem.tenant, described.page.SerializeAsString()));
  ASSAY_RETURN_IF_ERROR(core.store.problems().SetPage(problem));
  return std::move(described.page);
}

grpc::ServerReadReactor<v1::PutProblemRequest>* StartUpload(Core& core, Executor& executor,
                                                            const UploadOptions& options,
                                                            const Status& allowed,
                                                            v1::Problem* response) {
  return new Upload(core, executor, options, allowed, response);
}

}  // namespace assay::judge
