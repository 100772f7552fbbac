#include "common/blobs/sigv4.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr size_t kDateDigits = 8;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Blanks at the ends go, runs of blanks become one.
std::string Folded(std::string_view value) {
  std::string folded;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) folded += c;
    if (blank && !folded.empty() && folded.back() != ' ') folded += ' ';
  }
  while (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

// By name; the values of one name joined in their order.
std::map<std::string, std::string> CanonicalHeaders(const NamedValues& headers) {
  std::map<std::string, std::string> canonical;
  for (const auto& [name, value] : headers) {
    const auto [place, fresh] = canonical.try_emplace(Lower(name), Folded(value));
    if (!fresh) place->second += "," + Folded(value);
  }
  return canonical;
}

std::string SignedHeaders(const NamedValues& headers) {
  std::string names;
  for (const auto& [name, value] : CanonicalHeaders(headers))
    names += (names.empty() ? "" : ";") + name;
  return names;
}

}  // namespace

std::string AwsEncode(std::string_view text, bool keep_slash) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || (keep_slash && c == '/');
    if (plain) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4U];
      encoded += kDigits[byte & 15U];
    }
  }
  return encoded;
}

std::string AwsQuery(const NamedValues& query) {
  NamedValues encoded;
  for (const auto& [name, value] : query)
    encoded.emplace_back(AwsEncode(name, false), AwsEncode(value, false));
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

std::string AwsCanonicalRequest(const AwsRequest& request) {
  std::string text =
      request.method + "\n" + AwsEncode(request.path, true) + "\n" + AwsQuery(request.query) + "\n";
  for (const auto& [name, value] : CanonicalHeaders(request.headers)) {
    text += name;
    text += ':';
    text += value;
    text += '\n';
  }
  return text + "\n" + SignedHeaders(request.headers) + "\n" + request.payload_sha256;
}

std::string AwsAuthorization(const AwsRequest& request, const AwsScope& scope,
                             const AwsCredentials& credentials) {
  const std::string date = scope.time.substr(0, kDateDigits);
  const std::string where = date + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string to_sign = std::string(kAlgorithm) + "\n" + scope.time + "\n" + where + "\n" +
                              Sha256Hex(AwsCanonicalRequest(request));
  std::string key = "AWS4" + credentials.secret_access_key;
  for (const std::string_view part :
       {std::string_view(date), std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    std::string next = crypto::HmacSha256(key, part);
    crypto::Wipe(key);
    key = std::move(next);
  }
  const std::string signature = crypto::HexEncode(crypto::HmacSha256(key, to_sign));
  crypto::Wipe(key);
  return std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" + where +
         ",SignedHeaders=" + SignedHeaders(request.headers) + ",Signature=" + signature;
}

}  // namespace assay::blobs
