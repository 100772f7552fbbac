#include "common/tls/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace assay::tls {
namespace {

BioPtr ReaderOf(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

Status NotPem(std::string_view where, std::string_view what) {
  ERR_clear_error();
  return InvalidArgument(std::string(where) + ": holds no " + std::string(what) +
                         " in PEM (-----BEGIN …)");
}

// Never asks at a terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return 0; }

}  // namespace

Status OpenSslError(std::string_view what) {
  char reason[256] = "no reason given";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, reason, sizeof reason);
  }
  ERR_clear_error();
  return Internal(std::string(what) + ": " + reason);
}

Result<std::string> ToPem(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) {
    return OpenSslError("writing a certificate");
  }
  return TextOf(bio.get());
}

Result<std::string> ToPem(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_secmem()));
  if (!bio ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return OpenSslError("writing a key");
  }
  return TextOf(bio.get());
}

Result<X509Ptr> ParseCertificate(std::string_view pem, std::string_view where) {
  const BioPtr bio = ReaderOf(pem);
  X509Ptr certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr) : nullptr);
  if (!certificate) return NotPem(where, "certificate");
  return certificate;
}

Result<KeyPtr> ParseKey(std::string_view pem, std::string_view where) {
  const BioPtr bio = ReaderOf(pem);
  KeyPtr key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr) : nullptr);
  if (!key) return NotPem(where, "unencrypted private key");
  return key;
}

}  // namespace assay::tls
