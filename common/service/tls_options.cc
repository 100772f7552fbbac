#include "common/service/tls_options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>

namespace assay::service {
namespace {

Status CheckFile(const char* option, const std::filesystem::path& file) {
  if (file.empty())
    return InvalidArgument(std::string(option) + " is not given; `assay ca` makes certificates");
  if (::access(file.c_str(), R_OK) != 0)
    return InvalidArgument(std::string(option) + " " + file.string() + ": " + std::strerror(errno));
  return OkStatus();
}

}  // namespace

void AddTlsOptions(CLI::App& app, rpc::TlsFiles& files) {
  app.add_option("--tls-certificate", files.certificate,
                 "this service's certificate and those above it (PEM)");
  app.add_option("--tls-key", files.key, "its private key (PEM)");
  app.add_option("--tls-roots", files.roots, "whom to believe (PEM)");
}

Status CheckTlsOptions(const rpc::TlsFiles& files) {
  ASSAY_RETURN_IF_ERROR(CheckFile("--tls-certificate", files.certificate));
  ASSAY_RETURN_IF_ERROR(CheckFile("--tls-key", files.key));
  return CheckFile("--tls-roots", files.roots);
}

}  // namespace assay::service
