#include "common/blobs/s3_settings.h"

#include "common/blobs/file_io.h"
#include "common/blobs/object_store.h"
#include "common/crypto/key.h"
#include "common/http/client.h"
#include "common/http/url.h"

namespace assay::blobs {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr size_t kMaxBucket = 63;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

Status CheckBucket(std::string_view bucket) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  if (bucket.size() < 3 || bucket.size() > kMaxBucket ||
      bucket.find_first_not_of(kAllowed) != std::string_view::npos || bucket.front() == '.' ||
      bucket.front() == '-')
    return InvalidArgument("\"" + std::string(bucket) + "\" is no name of a bucket");
  return OkStatus();
}

Status CheckEndpoint(const std::string& endpoint) {
  const Result<http::HttpUrl> url = http::ParseHttpUrl(endpoint);
  const bool only_origin = url.ok() && !url->has_user && !url->has_fragment &&
                           endpoint.find('?') == std::string::npos &&
                           endpoint.find('/', endpoint.find("//") + 2) == std::string::npos;
  if (!only_origin)
    return InvalidArgument("endpoint=" + endpoint + ": write https://HOST or https://HOST:PORT");
  const bool loopback = url->host == "localhost" || url->host == "127.0.0.1" || url->host == "::1";
  if (url->scheme == "http" && !loopback)
    return InvalidArgument("endpoint=" + endpoint + ": plain http is for the loopback only");
  return OkStatus();
}

Result<S3Settings> Parse(std::string_view text) {
  const size_t question = text.find('?');
  const std::string_view path = text.substr(0, question);
  const size_t slash = path.find('/');
  S3Settings settings;
  settings.bucket = path.substr(0, slash);
  if (slash != std::string_view::npos) settings.prefix = path.substr(slash + 1);
  while (settings.prefix.ends_with('/')) settings.prefix.pop_back();
  ASSAY_RETURN_IF_ERROR(CheckBucket(settings.bucket));
  if (!settings.prefix.empty()) ASSAY_RETURN_IF_ERROR(CheckObjectName(settings.prefix));
  const std::string_view query =
      question == std::string_view::npos ? "" : text.substr(question + 1);
  ASSAY_ASSIGN_OR_RETURN(const http::Pairs options, http::ParseForm(query));
  for (const auto& [name, value] : options) {
    if (name == "region") {
      settings.region = value;
    } else if (name == "endpoint") {
      settings.endpoint = value;
    } else if (name == "credentials") {
      settings.credentials = value;
    } else if (name == "roots") {
      settings.roots = value;
    } else {
      return InvalidArgument("unknown option \"" + name +
                             "\"; there are endpoint, region, credentials and roots");
    }
  }
  if (settings.region.empty() || settings.region.find_first_not_of(
                                     "abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    return InvalidArgument("region=… is missing or odd; many servers take us-east-1");
  if (settings.credentials.empty()) return InvalidArgument("credentials=FILE is missing");
  if (settings.endpoint.empty())
    settings.endpoint = "https://s3." + settings.region + ".amazonaws.com";
  ASSAY_RETURN_IF_ERROR(CheckEndpoint(settings.endpoint));
  return settings;
}

Result<AwsCredentials> ParseCredentials(std::string_view text) {
  AwsCredentials credentials;
  int sections = 0;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::string where = "line " + std::to_string(number) + ": ";
    if (line.front() == '[') {
      if (++sections > 1) return InvalidArgument(where + "one profile a file");
      continue;
    }
    const size_t equals = line.find('=');
    const std::string_view name = Trimmed(line.substr(0, equals));
    const std::string_view value =
        equals == std::string_view::npos ? "" : Trimmed(line.substr(equals + 1));
    if (name == "aws_access_key_id") {
      credentials.access_key_id = value;
    } else if (name == "aws_secret_access_key") {
      credentials.secret_access_key = value;
    } else if (name == "aws_session_token") {
      credentials.session_token = value;
    } else {  // the name is not shown: it may be a secret on a line of its own
      return InvalidArgument(where +
                             "there are aws_access_key_id, aws_secret_access_key and "
                             "aws_session_token");
    }
  }
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
    return InvalidArgument("aws_access_key_id or aws_secret_access_key is missing");
  return credentials;
}

}  // namespace

Result<S3Settings> ParseS3Url(std::string_view url) {
  if (!url.starts_with(kScheme)) return InvalidArgument("blobs: a URL of S3 begins with s3://");
  Result<S3Settings> settings = Parse(url.substr(kScheme.size()));
  if (!settings.ok()) return std::move(settings).status().Annotate("blobs: s3");
  return settings;
}

Result<AwsCredentials> ReadAwsCredentials(const std::filesystem::path& file) {
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file));
  Result<AwsCredentials> credentials = ParseCredentials(text);
  crypto::Wipe(text);
  if (!credentials.ok()) return std::move(credentials).status().Annotate(file.string());
  return credentials;
}

}  // namespace assay::blobs
