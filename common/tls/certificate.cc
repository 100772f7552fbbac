#include "common/tls/certificate.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <ctime>

#include "common/files.h"
#include "common/tls/openssl.h"

namespace assay::tls {
namespace {

constexpr uint64_t kMaxPemBytes = 1U << 20U;

std::string NameText(const X509_NAME* name) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

std::string SerialText(const X509* certificate) {
  const std::unique_ptr<BIGNUM, Freer<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* text = number ? BN_bn2hex(number.get()) : nullptr;
  std::string serial = text != nullptr ? text : "";
  OPENSSL_free(text);
  return serial;
}

std::string KeyType(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return "unknown";
  const char* type = EVP_PKEY_get0_type_name(key);
  std::string name = type != nullptr ? type : "unknown";
  std::array<char, 64> group{};
  if (name == "EC" && EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1) {
    const std::string_view text = group.data();
    return "EC " + std::string(text == "prime256v1" ? "P-256" : text);
  }
  if (name == "RSA") name += " " + std::to_string(EVP_PKEY_get_bits(key));
  return name;
}

std::string StringText(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<size_t>(ASN1_STRING_length(text))};
}

std::string AddressText(const ASN1_OCTET_STRING* bytes) {
  const int size = ASN1_STRING_length(bytes);
  char text[INET6_ADDRSTRLEN] = {};
  if (size != 4 && size != 16) return "?";
  ::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text, sizeof text);
  return text;
}

void ReadNames(const X509* certificate, CertificateInfo& info) {
  const NamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_URI) info.uris.push_back(StringText(name->d.ia5));
    if (name->type == GEN_DNS) info.dns_names.push_back(StringText(name->d.ia5));
    if (name->type == GEN_IPADD) info.addresses.push_back(AddressText(name->d.iPAddress));
  }
}

Result<std::chrono::system_clock::time_point> Time(const ASN1_TIME* time, std::string_view where) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return OpenSslError(std::string(where) + ": its dates");
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

Result<CertificateInfo> Describe(X509* certificate, std::string_view where) {
  CertificateInfo info;
  info.subject = NameText(X509_get_subject_name(certificate));
  info.issuer = NameText(X509_get_issuer_name(certificate));
  info.serial = SerialText(certificate);
  info.key_type = KeyType(certificate);
  info.is_ca = X509_check_ca(certificate) != 0;
  ReadNames(certificate, info);
  ASSAY_ASSIGN_OR_RETURN(info.not_before, Time(X509_get0_notBefore(certificate), where));
  ASSAY_ASSIGN_OR_RETURN(info.not_after, Time(X509_get0_notAfter(certificate), where));
  ERR_clear_error();
  return info;
}

using StorePtr = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>>;

Result<StorePtr> LoadRoots(std::string_view pem, std::string_view where) {
  StorePtr store(X509_STORE_new());
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!store || !bio) return OpenSslError(where);
  int count = 0;
  while (const X509Ptr root{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    if (X509_STORE_add_cert(store.get(), root.get()) != 1) return OpenSslError(where);
    ++count;
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  if (count > 0) return store;
  return InvalidArgument(std::string(where) + ": holds no certificate in PEM (-----BEGIN …)");
}

Status Verify(X509* certificate, X509_STORE* roots, std::string_view where) {
  const StoreContextPtr context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), roots, certificate, nullptr) != 1) {
    return OpenSslError(where);
  }
  if (X509_verify_cert(context.get()) == 1) return OkStatus();
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return FailedPrecondition(std::string(where) + ": " + X509_verify_cert_error_string(error) +
                            "; issue it again with assay-ca");
}

}  // namespace

Result<CertificateInfo> DescribeCertificate(std::string_view pem, std::string_view where) {
  ASSAY_ASSIGN_OR_RETURN(const X509Ptr certificate, ParseCertificate(pem, where));
  return Describe(certificate.get(), where);
}

Result<CertificateInfo> ReadCertificate(const std::filesystem::path& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kMaxPemBytes));
  return DescribeCertificate(pem, path.string());
}

bool NeedsRenewal(const CertificateInfo& info, std::chrono::system_clock::time_point now) {
  return info.not_after - now < (info.not_after - info.not_before) / 2;
}

Status CheckFiles(const Files& files) {
  ASSAY_ASSIGN_OR_RETURN(const std::string certificate_pem,
                         ReadFile(files.certificate, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::string key_pem, ReadFile(files.key, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::string roots_pem, ReadFile(files.roots, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const X509Ptr certificate,
                         ParseCertificate(certificate_pem, files.certificate.string()));
  ASSAY_ASSIGN_OR_RETURN(const KeyPtr key, ParseKey(key_pem, files.key.string()));
  ASSAY_ASSIGN_OR_RETURN(const StorePtr roots, LoadRoots(roots_pem, files.roots.string()));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return FailedPrecondition(files.key.string() + ": not the key of " +
                              files.certificate.string() + "; issue both again with assay-ca");
  }
  return Verify(certificate.get(), roots.get(), files.certificate.string());
}

}  // namespace assay::tls
