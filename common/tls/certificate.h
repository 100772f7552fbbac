#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Reading certificates: when they end, whose they are, whether key and certificate belong together.
namespace assay::tls {

// PEM files of a service. certificate: its chain; roots: whom it believes.
struct Files {
  std::filesystem::path certificate, key, roots;
};

struct CertificateInfo {
  std::string subject, issuer;  // RFC 2253
  std::string serial;           // hexadecimal
  std::string key_type;         // "EC P-256", "ED25519", "RSA 2048"
  bool is_ca = false;
  std::vector<std::string> uris, dns_names, addresses;
  std::chrono::system_clock::time_point not_before, not_after;
};

// The first certificate of a PEM text. `where` stands in the error (kInvalidArgument).
Result<CertificateInfo> DescribeCertificate(std::string_view pem, std::string_view where);
Result<CertificateInfo> ReadCertificate(const std::filesystem::path& path);

// True when less than half of its lifetime is left at `now`.
bool NeedsRenewal(const CertificateInfo& info, std::chrono::system_clock::time_point now);

// What a service asks before it listens: every file is there and is PEM, the key is the
// certificate's, the certificate is signed by one of the roots and valid now. The Status says which
// file is wrong and why.
Status CheckFiles(const Files& files);

}  // namespace assay::tls
