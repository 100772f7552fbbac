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

// What the loader says of an archive in a file: title, format, languages. Errors name files by
// their names in the package. For tests too.
Result<ProblemRecord> DescribePackage(const std::filesystem::path& archive,
                                      const UploadOptions& options);

}  // namespace assay::judge
