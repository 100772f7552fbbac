#pragma once

#include <filesystem>
#include <string>

#include "common/status.h"
#include "grader/grade.h"
#include "grader/machinery/machinery.h"

namespace assay::grader {

// What was graded with what; everything is borrowed.
struct ReceiptInputs {
  const Machinery& machinery;
  const std::filesystem::path package_path;
  const Submission& submission;
  const Report& report;
};

// Signed with this machine's key (DataFolder()/receipt-key.pem, made at the first use).
Status WriteReceipt(const ReceiptInputs& inputs, const std::filesystem::path& file);

std::filesystem::path ReceiptKeyFile();

// Digests of the images that a submission's language stands on, by name.
Result<std::map<std::string, std::string>> ImageDigests(const Machinery& machinery,
                                                        const Submission& submission);

}  // namespace assay::grader
