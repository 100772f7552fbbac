#include "common/http/client.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <mutex>
#include <optional>

#include "common/files.h"
#include "common/sigpipe.h"

namespace assay::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxHeadBytes = 64U << 10U;
constexpr long kMaxConnectionsKept = 4;  // of one session
constexpr long kConnectionAgeSeconds = 60;
constexpr auto kLongestPoll = std::chrono::milliseconds(1000);

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Easy = std::unique_ptr<CURL, Freer<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freer<curl_multi_cleanup>>;
using List = std::unique_ptr<curl_slist, Freer<curl_slist_free_all>>;
using Url = std::unique_ptr<CURLU, Freer<curl_url_cleanup>>;

// A handle and the connections that it keeps. The multi interface, because only it can be woken.
struct Session {
  Multi multi;
  Easy easy;  // after multi: it goes first
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && Lower(a) == Lower(b);
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// Empty where there is no such part.
std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  std::string value;
  if (curl_url_get(url, part, &text, flags) == CURLUE_OK) value = text;
  curl_free(text);
  return value;
}

// "https://host:port" of a URL that was checked, for messages.
std::string Origin(const std::string& url) {
  const Result<HttpUrl> parts = ParseHttpUrl(url);
  if (!parts.ok()) return "";
  const bool v6 = parts->host.find(':') != std::string::npos;
  return parts->scheme + "://" + (v6 ? "[" + parts->host + "]" : parts->host) + ":" + parts->port;
}

StatusCode CodeOf(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return StatusCode::kInvalidArgument;
    case CURLE_OPERATION_TIMEDOUT:
      return StatusCode::kDeadlineExceeded;
    case CURLE_FILESIZE_EXCEEDED:
      return StatusCode::kResourceExhausted;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_TOO_MANY_REDIRECTS:
      return StatusCode::kFailedPrecondition;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_FAILED_INIT:
      return StatusCode::kInternal;
    default:
      return StatusCode::kUnavailable;
  }
}

// ---------------------------------------------------------------------------- one exchange

struct Transfer {
  const ClientOptions& options;
  const ClientRequest& request;
  const StreamHandlers* handlers = nullptr;  // none: the body is kept

  ClientResponse response = {};
  Status failure = {};  // of a callback
  Status refused = {};  // of the policy, for one of the host's addresses
  Clock::time_point deadline = {};
  size_t head_bytes = 0;
  uint64_t body_bytes = 0;
  bool head_done = false;
  bool timed_out = false;
  std::array<char, CURL_ERROR_SIZE> message{};

  // What a callback returns to curl: all was taken, or (any other number) stop.
  size_t Keep(Status status, size_t bytes) {
    if (status.ok()) return bytes;
    failure = std::move(status);
    return bytes + 1;
  }
  void Touched() {
    if (handlers != nullptr) deadline = Clock::now() + handlers->idle_timeout;
  }
};

curl_socket_t OpenSocket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(data);
  const Status allowed = transfer.options.policy.Check(&address->addr, address->addrlen);
  if (!allowed.ok()) {
    transfer.refused = allowed;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Status TakeHeadEnd(Transfer& transfer, long status) {
  const bool interim = status < 200;
  if (interim || transfer.head_done) return OkStatus();  // 100 Continue; trailers
  transfer.head_done = true;
  transfer.response.status = static_cast<int>(status);
  if (transfer.handlers == nullptr) return OkStatus();
  transfer.Touched();
  return transfer.handlers->on_head ? transfer.handlers->on_head(transfer.response) : OkStatus();
}

Status TakeHeadLine(Transfer& transfer, CURL* easy, std::string_view line) {
  transfer.head_bytes += line.size();
  if (transfer.head_bytes > kMaxHeadBytes)
    return ResourceExhausted("the response's head is longer than " + std::to_string(kMaxHeadBytes));
  if (line.starts_with("HTTP/")) {  // of a new response: after an interim one or a redirect
    transfer.response.headers.clear();
    transfer.head_done = false;
    return OkStatus();
  }
  const std::string_view text = Trimmed(line);
  const size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    transfer.response.headers.emplace_back(text.substr(0, colon), Trimmed(text.substr(colon + 1)));
    return OkStatus();
  }
  if (!text.empty()) return OkStatus();
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return TakeHeadEnd(transfer, status);
}

Status TakeBody(Transfer& transfer, std::string_view bytes) {
  transfer.Touched();
  if (transfer.handlers != nullptr)
    return transfer.handlers->on_bytes ? transfer.handlers->on_bytes(bytes) : OkStatus();
  transfer.body_bytes += bytes.size();
  if (transfer.body_bytes > transfer.request.max_response_bytes) {
    return ResourceExhausted("the response is longer than " +
                             std::to_string(transfer.request.max_response_bytes) + " bytes");
  }
  transfer.response.body += bytes;
  return OkStatus();
}

struct Callbacks {
  Transfer& transfer;
  CURL* easy;
};

size_t OnHead(char* data, size_t size, size_t count, void* user) {
  auto& [transfer, easy] = *static_cast<Callbacks*>(user);
  return transfer.Keep(TakeHeadLine(transfer, easy, {data, size * count}), size * count);
}

size_t OnBody(char* data, size_t size, size_t count, void* user) {
  auto& transfer = static_cast<Callbacks*>(user)->transfer;
  return transfer.Keep(TakeBody(transfer, {data, size * count}), size * count);
}

// ---------------------------------------------------------------------------- setting up

Result<List> HeaderList(const ClientRequest& request) {
  // curl would invent these two. "Expect" costs a second with a server that ignores it.
  std::vector<std::string> lines = {"Expect:"};
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    const bool odd = name.empty() || name.find_first_of("\r\n: ") != std::string::npos ||
                     value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (odd) return InvalidArgument("a header has a name or a value that cannot be sent");
    has_type = has_type || SameName(name, "Content-Type");
    lines.push_back(value.empty() ? name + ";" : name + ": " + value);  // curl's way to say empty
  }
  if (!has_type) lines.emplace_back("Content-Type:");
  List list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return Internal("no memory for headers");
    (void)list.release();
    list.reset(longer);
  }
  return list;
}

// Whether curl took every option.
class Setter {
 public:
  explicit Setter(CURL* easy) : easy_(easy) {}
  template <typename T>
  Setter& operator()(CURLoption option, T value) {
    ok_ = ok_ && curl_easy_setopt(easy_, option, value) == CURLE_OK;
    return *this;
  }
  bool ok() const { return ok_; }

 private:
  CURL* easy_;
  bool ok_ = true;
};

void SetMethod(Setter& set, const ClientRequest& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method == "GET" || (request.body.empty() && request.method == "DELETE")) {
    set(CURLOPT_HTTPGET, 1L);
  } else {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
  }
  if (!reads) set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_FOLLOWLOCATION, reads && request.max_redirects > 0 ? 1L : 0L);
  set(CURLOPT_MAXREDIRS, static_cast<long>(request.max_redirects));
}

void SetConnection(Setter& set, const ClientOptions& options, bool https) {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, https ? "https" : "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_PROXY, "")(CURLOPT_NOSIGNAL, 1L)(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_MAXAGE_CONN, kConnectionAgeSeconds);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  if (!options.roots.empty()) {
    set(CURLOPT_CAINFO, options.roots.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (!options.certificate.empty()) {
    set(CURLOPT_SSLCERT, options.certificate.c_str());
    set(CURLOPT_SSLKEY, options.key.c_str());
  }
}

bool Prepare(CURL* easy, Transfer& transfer, Callbacks& callbacks, curl_slist* headers) {
  curl_easy_reset(easy);  // connections stay
  Setter set(easy);
  set(CURLOPT_URL, transfer.request.url.c_str())(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_ERRORBUFFER, transfer.message.data());
  set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket)(CURLOPT_OPENSOCKETDATA,
                                               static_cast<void*>(&transfer));
  set(CURLOPT_HEADERFUNCTION, &OnHead)(CURLOPT_HEADERDATA, static_cast<void*>(&callbacks));
  set(CURLOPT_WRITEFUNCTION, &OnBody)(CURLOPT_WRITEDATA, static_cast<void*>(&callbacks));
  SetConnection(set, transfer.options, transfer.request.url.starts_with("https:"));
  SetMethod(set, transfer.request);
  return set.ok();
}

// To the end, the deadline or the stop, whichever comes first.
CURLcode Run(const Session& session, Transfer& transfer) {
  const SigpipeGuard guard;  // OpenSSL writes to a closed socket without MSG_NOSIGNAL
  if (curl_multi_add_handle(session.multi.get(), session.easy.get()) != CURLM_OK)
    return CURLE_FAILED_INIT;
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  {
    const std::stop_callback wake(transfer.request.stop,
                                  [&] { curl_multi_wakeup(session.multi.get()); });
    for (int running = 1; running > 0 && !transfer.request.stop.stop_requested();) {
      if (curl_multi_perform(session.multi.get(), &running) != CURLM_OK) break;
      if (running == 0) break;
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(transfer.deadline - Clock::now());
      transfer.timed_out = left.count() <= 0;
      if (transfer.timed_out) break;
      const int wait = static_cast<int>(std::min(left, kLongestPoll).count());
      curl_multi_poll(session.multi.get(), nullptr, 0, wait, nullptr);
    }
  }
  int left = 0;
  while (const CURLMsg* done = curl_multi_info_read(session.multi.get(), &left))
    if (done->msg == CURLMSG_DONE) code = done->data.result;
  curl_multi_remove_handle(session.multi.get(), session.easy.get());
  return code;
}

Status Outcome(CURLcode code, const Transfer& transfer) {
  if (code == CURLE_OK) return OkStatus();
  const std::string where = Origin(transfer.request.url);
  if (!transfer.failure.ok()) return Status(transfer.failure).Annotate(where);
  if (code == CURLE_COULDNT_CONNECT && !transfer.refused.ok())
    return Status(transfer.refused).Annotate(where);
  if (transfer.timed_out) return DeadlineExceeded(where + ": no answer in time");
  if (transfer.request.stop.stop_requested())
    return Status(StatusCode::kCancelled, where + ": the request was given up");
  const char* why =
      transfer.message[0] != '\0' ? transfer.message.data() : curl_easy_strerror(code);
  return Status(CodeOf(code), where + ": " + why);
}

Status CheckRequest(const ClientRequest& request) {
  ASSAY_RETURN_IF_ERROR(ParseHttpUrl(request.url).status());
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.method.empty() ||
      request.method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)
    return InvalidArgument("an HTTP method is upper-case letters");
  if (reads && !request.body.empty()) return InvalidArgument(request.method + " has no body");
  return OkStatus();
}

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

// ---------------------------------------------------------------------------- public

Result<HttpUrl> ParseHttpUrl(const std::string& url) {
  const Status bad = InvalidArgument("no URL that begins with http:// or https:// and has a host");
  const Url parsed(curl_url());
  if (!parsed || url.find('\0') != std::string::npos ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return bad;
  HttpUrl parts;
  parts.scheme = Part(parsed.get(), CURLUPART_SCHEME);
  parts.host = Lower(Part(parsed.get(), CURLUPART_HOST));
  parts.port = Part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  parts.has_user = !Part(parsed.get(), CURLUPART_USER).empty();
  parts.has_fragment = !Part(parsed.get(), CURLUPART_FRAGMENT).empty();
  if ((parts.scheme != "http" && parts.scheme != "https") || parts.host.empty()) return bad;
  if (parts.host.front() == '[') parts.host = parts.host.substr(1, parts.host.size() - 2);
  return parts;
}

std::string_view ClientResponse::Header(std::string_view name) const {
  for (const auto& [each, value] : headers)
    if (SameName(each, name)) return value;
  return "";
}

std::chrono::seconds ClientResponse::RetryAfter() const {
  const std::string_view text = Header("Retry-After");
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return {};
  return std::chrono::seconds(std::min<int64_t>(seconds, 86'400));
}

struct Client::State {
  ClientOptions options;
  std::mutex mutex;
  std::vector<Session> idle;

  Result<Session> Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        Session session = std::move(idle.back());
        idle.pop_back();
        return session;
      }
    }
    Session session{Multi(curl_multi_init()), Easy(curl_easy_init())};
    if (!session.multi || !session.easy) return Internal("libcurl gave no handle");
    curl_multi_setopt(session.multi.get(), CURLMOPT_MAXCONNECTS, kMaxConnectionsKept);
    return session;
  }

  void GiveBack(Session session) {
    const std::lock_guard lock(mutex);
    if (idle.size() < options.idle_connections) idle.push_back(std::move(session));
  }

  Status Exchange(Transfer& transfer) {
    ASSAY_RETURN_IF_ERROR(CheckRequest(transfer.request));
    ASSAY_ASSIGN_OR_RETURN(const List headers, HeaderList(transfer.request));
    ASSAY_ASSIGN_OR_RETURN(Session session, Take());
    Callbacks callbacks{transfer, session.easy.get()};
    transfer.deadline = Clock::now() + transfer.request.timeout;
    if (!Prepare(session.easy.get(), transfer, callbacks, headers.get()))
      return Internal("libcurl did not take the request's options");
    const CURLcode code = Run(session, transfer);
    // Nothing of this exchange may be left in the handle: it points at what ends here.
    curl_easy_reset(session.easy.get());
    GiveBack(std::move(session));
    return Outcome(code, transfer);
  }
};

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::Create(ClientOptions options) {
  InitialiseOnce();
  for (const auto& file : {options.roots, options.certificate, options.key}) {
    if (file.empty()) continue;
    ASSAY_RETURN_IF_ERROR(ReadFile(file).status());  // better now than at the first request
  }
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  return std::unique_ptr<Client>(new Client(std::move(state)));
}

Result<ClientResponse> Client::Send(const ClientRequest& request) {
  Transfer transfer{state_->options, request};
  ASSAY_RETURN_IF_ERROR(state_->Exchange(transfer));
  return std::move(transfer.response);
}

Status Client::Stream(const ClientRequest& request, const StreamHandlers& handlers) {
  if (request.max_redirects > 0) return InvalidArgument("a stream follows no redirects");
  Transfer transfer{state_->options, request, &handlers};
  return state_->Exchange(transfer);
}

}  // namespace assay::http
