#include <curl/curl.h>

#include <cctype>
#include <charconv>
#include <mutex>

#include "common/sigpipe.h"
#include "common/trace/otlp.h"

namespace assay::trace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxAnswer = 64U << 10U;

struct EasyDeleter {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};

size_t TakeAnswer(char* data, size_t size, size_t count, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  // What is longer is not an answer that is wanted; a short count ends the transfer.
  if (text.size() + size * count > kMaxAnswer) return 0;
  text.append(data, size * count);
  return size * count;
}

// {"partialSuccess":{"rejectedSpans":"3",…}}: the number, as a string or not. The answer is a
// collector's; what is not of this form counts as none rejected.
uint64_t RejectedSpans(std::string_view answer) {
  constexpr std::string_view kKey = "\"rejectedSpans\"";
  size_t at = answer.find(kKey);
  if (at == std::string_view::npos) return 0;
  at = answer.find_first_not_of(" \t\r\n:\"", at + kKey.size());
  if (at == std::string_view::npos) return 0;
  uint64_t rejected = 0;
  std::from_chars(answer.data() + at, answer.data() + answer.size(), rejected);
  return rejected;
}

std::string Url(std::string_view endpoint) {
  while (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  constexpr std::string_view kPath = "/v1/traces";
  return std::string(endpoint) + (endpoint.ends_with(kPath) ? "" : std::string(kPath));
}

}  // namespace

struct OtlpClient::State {
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::unique_ptr<CURL, EasyDeleter> easy;
  std::unique_ptr<curl_slist, ListDeleter> headers;
  std::string url, answer;
  std::chrono::milliseconds timeout{};
  std::atomic<Clock::rep> abort_at{Clock::duration::max().count()};

  bool Aborted() const { return Clock::now().time_since_epoch().count() >= abort_at.load(); }

  bool Configure() {
    const auto set = [&](CURLoption option, auto value) {
      return ::curl_easy_setopt(easy.get(), option, value) == CURLE_OK;
    };
    return set(CURLOPT_URL, url.c_str()) && set(CURLOPT_PROTOCOLS_STR, "http,https") &&
           set(CURLOPT_PROXY, "") && set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_NOSIGNAL, 1L) &&
           set(CURLOPT_HTTPHEADER, headers.get()) && set(CURLOPT_WRITEFUNCTION, &TakeAnswer) &&
           set(CURLOPT_WRITEDATA, static_cast<void*>(&answer)) &&
           set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count())) &&
           set(CURLOPT_CONNECTTIMEOUT_MS, 3000L) && set(CURLOPT_USERAGENT, "assay");
  }

  // Runs the transfer to its end, in steps short enough to see an abort.
  CURLcode Perform() {
    const SigpipeGuard guard;  // OpenSSL writes to a closed socket without MSG_NOSIGNAL
    if (::curl_multi_add_handle(multi.get(), easy.get()) != CURLM_OK) return CURLE_FAILED_INIT;
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    for (int running = 1; running > 0 && !Aborted();) {
      if (::curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
      if (running > 0) ::curl_multi_poll(multi.get(), nullptr, 0, 100, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi.get(), &left)) {
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    ::curl_multi_remove_handle(multi.get(), easy.get());
    return code;
  }
};

OtlpClient::OtlpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
OtlpClient::~OtlpClient() = default;

Result<std::unique_ptr<OtlpClient>> OtlpClient::Create(std::string_view endpoint,
                                                       std::chrono::milliseconds timeout) {
  if (!endpoint.starts_with("http://") && !endpoint.starts_with("https://")) {
    return InvalidArgument("OTLP endpoint \"" + std::string(endpoint) +
                           "\": expected http://HOST:PORT or https://HOST:PORT");
  }
  static std::once_flag once;
  std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
  auto state = std::make_unique<State>();
  state->multi.reset(::curl_multi_init());
  state->easy.reset(::curl_easy_init());
  // No "Expect: 100-continue", for which curl would wait a second with a collector that ignores it.
  state->headers.reset(::curl_slist_append(nullptr, "Expect:"));
  if (state->headers) ::curl_slist_append(state->headers.get(), "Content-Type: application/json");
  state->url = Url(endpoint);
  state->timeout = timeout;
  if (!state->multi || !state->easy || !state->headers || !state->Configure())
    return Internal("libcurl could not be prepared for " + state->url);
  return std::unique_ptr<OtlpClient>(new OtlpClient(std::move(state)));
}

Result<uint64_t> OtlpClient::Post(const std::string& body) {
  CURL* const easy = state_->easy.get();
  state_->answer.clear();
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  const CURLcode code = state_->Perform();
  if (code != CURLE_OK) return Unavailable(state_->url + ": " + ::curl_easy_strerror(code));
  long status = 0;
  ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return RejectedSpans(state_->answer);
  const std::string what = state_->url + " answered " + std::to_string(status);
  // Those that OTLP calls retryable.
  if (status == 429 || status == 502 || status == 503 || status == 504) return Unavailable(what);
  return FailedPrecondition(what);
}

void OtlpClient::AbortAt(std::chrono::steady_clock::time_point deadline) {
  state_->abort_at.store(deadline.time_since_epoch().count());
}

}  // namespace assay::trace
