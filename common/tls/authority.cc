#include "common/tls/authority.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "common/files.h"
#include "common/tls/certificate.h"
#include "common/tls/credential_folder.h"
#include "common/tls/openssl.h"

namespace assay::tls {

struct CertificateAuthority::State {
  X509Ptr certificate;
  KeyPtr key;
  std::string pem;
  std::chrono::system_clock::time_point not_after;
};

namespace {

using Clock = std::chrono::system_clock;

constexpr uint64_t kMaxPemBytes = 64U << 10U;
constexpr std::chrono::minutes kClockSkew{5};

Result<KeyPtr> NewKey() {
  KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return OpenSslError("making a key");
  return key;
}

bool SetSerial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U);  // positive, and never short
  const std::unique_ptr<BIGNUM, Freer<BN_free>> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(
      X509V3_EXT_nconf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

struct Content {
  std::string common_name;
  Clock::time_point not_before, not_after;
  EVP_PKEY* key = nullptr;
};

// All of a certificate but its extensions and signature.
X509Ptr NewCertificate(const Content& content) {
  X509Ptr certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !SetSerial(certificate.get()) || X509_set_pubkey(certificate.get(), content.key) != 1) {
    return nullptr;
  }
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto add = [subject](const char* field, const std::string& value) {
    return X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(value.data()),
                                      static_cast<int>(value.size()), -1, 0) == 1;
  };
  if (!add("O", "Assay") || !add("CN", content.common_name)) return nullptr;
  const auto set = [](ASN1_TIME* time, Clock::time_point value) {
    return ASN1_TIME_set(time, Clock::to_time_t(value)) != nullptr;
  };
  if (!set(X509_getm_notBefore(certificate.get()), content.not_before) ||
      !set(X509_getm_notAfter(certificate.get()), content.not_after)) {
    return nullptr;
  }
  return certificate;
}

Status CheckDnsName(const std::string& name) {
  std::string_view rest = name;
  if (rest.starts_with("*.")) rest.remove_prefix(2);
  const bool fits =
      !rest.empty() && rest.size() <= 250 && rest.front() != '.' && rest.front() != '-' &&
      rest.back() != '.' && rest.back() != '-' && rest.find("..") == std::string_view::npos &&
      std::ranges::all_of(rest, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
      });
  if (!fits) {
    return InvalidArgument("\"" + name.substr(0, 200) +
                           "\" is no DNS name (small letters, digits, '-' and '.', or \"*.\" "
                           "before it)");
  }
  if (rest == "assay.internal" || rest.ends_with(".assay.internal")) {
    return InvalidArgument(name + ": names below assay.internal come from the service's identity");
  }
  return OkStatus();
}

// Owned by the list from here on; false when memory is short.
bool AddName(GENERAL_NAMES* names, int type, std::string_view value) {
  std::unique_ptr<GENERAL_NAME, Freer<GENERAL_NAME_free>> name(GENERAL_NAME_new());
  ASN1_STRING* text =
      ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
  if (!name || text == nullptr ||
      ASN1_STRING_set(text, value.data(), static_cast<int>(value.size())) != 1) {
    ASN1_STRING_free(text);
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, text);
  return sk_GENERAL_NAME_push(names, name.release()) > 0;
}

Result<std::string> AddressBytes(const std::string& address) {
  std::array<char, 16> bytes{};
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return std::string(bytes.data(), 4);
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) {
    return std::string(bytes.data(), 16);
  }
  return InvalidArgument("\"" + address.substr(0, 100) + "\" is no IP address");
}

Result<NamesPtr> NamesOf(const CertificateRequest& request) {
  NamesPtr names(sk_GENERAL_NAME_new_null());
  bool added = names && AddName(names.get(), GEN_URI, ToUri(request.identity)) &&
               AddName(names.get(), GEN_DNS, ToDnsName(request.identity.service));
  for (const std::string& dns : request.dns_names) {
    ASSAY_RETURN_IF_ERROR(CheckDnsName(dns));
    added = added && AddName(names.get(), GEN_DNS, dns);
  }
  for (const std::string& address : request.addresses) {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, AddressBytes(address));
    added = added && AddName(names.get(), GEN_IPADD, bytes);
  }
  if (!added) return OpenSslError("writing the names of a certificate");
  return names;
}

// What was asked for a certificate that Issue made.
Result<CertificateRequest> RequestOf(const CertificateInfo& info, Clock::time_point now,
                                     const std::string& where) {
  if (info.uris.size() != 1) return InvalidArgument(where + ": has no identity of a service");
  CertificateRequest request;
  request.now = now;
  ASSAY_ASSIGN_OR_RETURN(request.identity, ParseIdentity(info.uris[0]));
  request.lifetime = std::chrono::duration_cast<std::chrono::seconds>(info.not_after -
                                                                      info.not_before - kClockSkew);
  request.addresses = info.addresses;
  const std::string own = ToDnsName(request.identity.service);
  std::ranges::copy_if(info.dns_names, std::back_inserter(request.dns_names),
                       [&](const std::string& name) { return name != own; });
  return request;
}

bool SignAsRoot(X509* root, EVP_PKEY* key) {
  return X509_set_issuer_name(root, X509_get_subject_name(root)) == 1 &&
         AddExtension(root, root, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         AddExtension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign") &&
         AddExtension(root, root, NID_subject_key_identifier, "hash") &&
         X509_sign(root, key, EVP_sha256()) > 0;
}

bool SignAsService(X509* certificate, GENERAL_NAMES* names, X509* root, EVP_PKEY* root_key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(root)) == 1 &&
         AddExtension(certificate, root, NID_basic_constraints, "critical,CA:FALSE") &&
         AddExtension(certificate, root, NID_key_usage, "critical,digitalSignature") &&
         AddExtension(certificate, root, NID_ext_key_usage, "serverAuth,clientAuth") &&
         AddExtension(certificate, root, NID_subject_key_identifier, "hash") &&
         AddExtension(certificate, root, NID_authority_key_identifier, "keyid") &&
         X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1 &&
         X509_sign(certificate, root_key, EVP_sha256()) > 0;
}

}  // namespace

CertificateAuthority::CertificateAuthority(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

Result<CertificateAuthority> CertificateAuthority::Create(const std::filesystem::path& folder,
                                                          std::chrono::seconds lifetime) {
  if (lifetime < std::chrono::hours(1)) {
    return InvalidArgument("a root must live for an hour at least");
  }
  ASSAY_RETURN_IF_ERROR(MakePrivateFolder(folder));
  if (std::filesystem::exists(folder / "root.key") ||
      std::filesystem::exists(folder / "root.crt")) {
    return Status(
        StatusCode::kAlreadyExists,
        folder.string() + ": has a root already; another one would be believed by nobody");
  }
  ASSAY_ASSIGN_OR_RETURN(const KeyPtr key, NewKey());
  const auto now = Clock::now();
  const X509Ptr root =
      NewCertificate({"Assay internal root", now - kClockSkew, now + lifetime, key.get()});
  if (!root || !SignAsRoot(root.get(), key.get())) return OpenSslError("making a root");
  ASSAY_ASSIGN_OR_RETURN(const std::string key_pem, ToPem(key.get()));
  ASSAY_ASSIGN_OR_RETURN(const std::string root_pem, ToPem(root.get()));
  ASSAY_RETURN_IF_ERROR(WriteDurably(folder / "root.key", key_pem, 0600));
  ASSAY_RETURN_IF_ERROR(WriteDurably(folder / "root.crt", root_pem, 0644));
  return Open(folder);
}

Result<CertificateAuthority> CertificateAuthority::Open(const std::filesystem::path& folder) {
  const std::string certificate_path = (folder / "root.crt").string();
  const std::string key_path = (folder / "root.key").string();
  auto state = std::make_unique<State>();
  ASSAY_ASSIGN_OR_RETURN(state->pem, ReadFile(certificate_path, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::string key_pem, ReadFile(key_path, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(state->certificate, ParseCertificate(state->pem, certificate_path));
  ASSAY_ASSIGN_OR_RETURN(state->key, ParseKey(key_pem, key_path));
  ASSAY_ASSIGN_OR_RETURN(const CertificateInfo info,
                         DescribeCertificate(state->pem, certificate_path));
  state->not_after = info.not_after;
  if (!info.is_ca) return FailedPrecondition(certificate_path + ": not a certificate of a root");
  if (X509_check_private_key(state->certificate.get(), state->key.get()) != 1) {
    ERR_clear_error();
    return FailedPrecondition(key_path + ": not the key of " + certificate_path);
  }
  return CertificateAuthority(std::move(state));
}

Result<Credentials> CertificateAuthority::Issue(const CertificateRequest& request) const {
  // A caller may have filled the identity in by hand.
  ASSAY_ASSIGN_OR_RETURN(const Identity identity, ParseIdentity(ToUri(request.identity)));
  if (request.lifetime < std::chrono::seconds(1)) {
    return InvalidArgument("a certificate must live for a second at least");
  }
  if (request.now >= state_->not_after) {
    return FailedPrecondition("the root has expired; make a new one with assay-ca init");
  }
  ASSAY_ASSIGN_OR_RETURN(const NamesPtr names, NamesOf(request));
  ASSAY_ASSIGN_OR_RETURN(const KeyPtr key, NewKey());
  const auto left =
      std::chrono::duration_cast<std::chrono::seconds>(state_->not_after - request.now);
  const X509Ptr certificate =
      NewCertificate({identity.service, request.now - kClockSkew,
                      request.now + std::min(request.lifetime, left), key.get()});
  if (!certificate || !SignAsService(certificate.get(), names.get(), state_->certificate.get(),
                                     state_->key.get())) {
    return OpenSslError("making a certificate for " + identity.service);
  }
  Credentials credentials;
  ASSAY_ASSIGN_OR_RETURN(credentials.certificate, ToPem(certificate.get()));
  ASSAY_ASSIGN_OR_RETURN(credentials.key, ToPem(key.get()));
  credentials.roots = state_->pem;
  return credentials;
}

Result<bool> CertificateAuthority::Renew(const std::filesystem::path& folder, bool if_needed,
                                         Clock::time_point now) const {
  const std::string path = (folder / "tls.crt").string();
  ASSAY_ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const X509Ptr certificate, ParseCertificate(pem, path));
  ASSAY_ASSIGN_OR_RETURN(const CertificateInfo info, DescribeCertificate(pem, path));
  if (X509_verify(certificate.get(), state_->key.get()) != 1) {
    ERR_clear_error();
    return FailedPrecondition(path + ": of another root; issue a new certificate with this one");
  }
  if (if_needed && !NeedsRenewal(info, now)) return false;
  ASSAY_ASSIGN_OR_RETURN(const CertificateRequest request, RequestOf(info, now, path));
  ASSAY_ASSIGN_OR_RETURN(const Credentials credentials, Issue(request));
  ASSAY_RETURN_IF_ERROR(WriteCredentials(folder, credentials));
  return true;
}

const std::string& CertificateAuthority::root_pem() const { return state_->pem; }

}  // namespace assay::tls
