#pragma once

#include "common/executor.h"
#include "judge/service/core.h"

namespace grpc {
template <class R>
class ServerReadReactor;
}  // namespace grpc

namespace assay::judge {

struct UploadOptions {
  size_t max_bytes = 256ULL << 20U;           // of an archive
  uint64_t max_unpacked_bytes = 1ULL << 30U;  // of what is in it
};

// PutProblem: the archive goes to a file of its own, is unpacked and read by the grader's loader as
// anything untrusted is, and becomes a version. `executor`: few threads; a package takes a while.
// Deletes itself.
grpc::ServerReadReactor<v1::PutProblemRequest>* StartUpload(Core& core, Executor& executor,
                                                            const UploadOptions& options,
                                                            const Status& allowed,
                                                            v1::Problem* response);

// What the loader says of an archive in a file. Errors name files by their names in the package.
struct DescribedPackage {
  ProblemRecord problem;  // title, format, languages
  v1::ProblemPage page;
};
Result<DescribedPackage> DescribePackage(const std::filesystem::path& archive,
                                         const UploadOptions& options);

// What a caller may put under that name: tenant, id and course.
Result<ProblemRecord> NewProblem(const v1::Caller& caller, const std::string& id,
                                 const std::string& course);
// The archive in a file becomes the next version of `problem`, or is the newest already.
Result<ProblemRecord> StorePackage(Core& core, const std::filesystem::path& archive,
                                   const UploadOptions& options, ProblemRecord problem);

// The page of a version that has none yet, which has it then.
Result<v1::ProblemPage> MakePage(Core& core, ProblemRecord& problem);

}  // namespace assay::judge
