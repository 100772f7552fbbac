#include "grader/tool/receipts.h"

#include "common/files.h"
#include "grader/program.h"
#include "grader/receipt/receipt.h"
#include "grader/tool/exit_code.h"

namespace assay::grader {

std::filesystem::path ReceiptKeyFile() { return DataFolder() / "receipt-key.pem"; }

Result<std::map<std::string, std::string>> ImageDigests(const Machinery& machinery,
                                                        const Submission& submission) {
  ASSAY_ASSIGN_OR_RETURN(const auto* language, FindLanguage(machinery.languages(),
                                                            submission.language, submission.files));
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RootImage image,
                         machinery.grading().find_image(language->image));
  return std::map<std::string, std::string>{{image.name, image.digest}};
}

Status WriteReceipt(const ReceiptInputs& inputs, const std::filesystem::path& file) {
  ReceiptContext context;
  context.grader_version = ASSAY_VERSION;
  ASSAY_ASSIGN_OR_RETURN(context.package_digest, DigestPackage(inputs.package_path));
  ASSAY_ASSIGN_OR_RETURN(context.images, ImageDigests(inputs.machinery, inputs.submission));
  ASSAY_ASSIGN_OR_RETURN(const SigningKey key, SigningKey::LoadOrCreate(ReceiptKeyFile()));
  Receipt receipt = MakeReceipt(inputs.report, inputs.submission, context);
  ASSAY_RETURN_IF_ERROR(Sign(key, receipt));
  return WriteFileAtomically(file, ToText(receipt));
}

}  // namespace assay::grader
