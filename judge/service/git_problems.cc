// Packages of git repositories: fetched, then as any that was uploaded.
#include <utility>

#include "common/files.h"
#include "judge/service/authoring.h"
#include "judge/service/convert.h"
#include "judge/service/viewer.h"
#include "judge/webhooks/secret_box.h"

namespace assay::judge {
namespace {

// A token is for one repository, of one problem, in one tenant.
std::string SealedFor(const std::string& tenant, const std::string& problem,
                      const std::string& url) {
  return "git:" + tenant + "/" + problem + "/" + url;
}

}  // namespace

// A tenant's turn at a server of a stranger, who may take as long as the bounds allow.
class Authoring::Turn {
 public:
  static Result<Turn> Take(Authoring& owner, const std::string& tenant, CallInfo& info) {
    const std::lock_guard lock(owner.fetching_mutex_);
    if (!owner.fetching_.insert(tenant).second) {
      info.retry_after = std::chrono::seconds(10);
      return ResourceExhausted(
          "another package of this organisation is being fetched; try again in a moment");
    }
    return Turn(owner, tenant);
  }
  Turn(Turn&& other) noexcept
      : owner_(std::exchange(other.owner_, nullptr)), tenant_(std::move(other.tenant_)) {}
  ~Turn() {
    if (owner_ == nullptr) return;
    const std::lock_guard lock(owner_->fetching_mutex_);
    owner_->fetching_.erase(tenant_);
  }

 private:
  Turn(Authoring& owner, std::string tenant) : owner_(&owner), tenant_(std::move(tenant)) {}
  Authoring* owner_;
  std::string tenant_;
};

GitOptions Authoring::WhileWanted(std::function<bool()> gone) const {
  GitOptions options = options_.git;
  options.unwanted = [this, gone = std::move(gone)] { return stopped_ || gone(); };
  return options;
}

Result<std::string> Authoring::TokenFor(const std::string& tenant, const std::string& problem,
                                        const std::string& url) {
  if (tokens_ == nullptr) return std::string();
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                         core_.store.origins().Token(tenant, problem, url));
  if (sealed.empty()) return std::string();
  auto token = tokens_->Open(SealedFor(tenant, problem, url), sealed);
  // Its key was retired.
  if (token.status().code() == StatusCode::kDataLoss)
    return InvalidArgument("token: the kept one cannot be read any more; give it again");
  return token;
}

Result<v1::PutProblemFromGitResponse> Authoring::PutProblemFromGit(
    const v1::PutProblemFromGitRequest& request, CallInfo& info, std::function<bool()> gone) {
  ASSAY_ASSIGN_OR_RETURN(ProblemRecord problem,
                         NewProblem(request.caller(), request.id(), request.course()));
  GitSource source{request.url(), request.ref(), request.folder(), request.token()};
  ASSAY_RETURN_IF_ERROR(CheckGitSource(source));
  if (!source.token.empty() && tokens_ == nullptr)
    return FailedPrecondition("token: this judge keeps no tokens");
  OriginStore& origins = core_.store.origins();
  if (!request.has_token()) {
    ASSAY_ASSIGN_OR_RETURN(source.token, TokenFor(problem.tenant, problem.id, source.url));
  } else if (source.token.empty()) {
    // Forgotten first, since what it opens may be closed without it.
    ASSAY_RETURN_IF_ERROR(origins.SetToken(problem.tenant, problem.id, source.url, ""));
  }
  ASSAY_ASSIGN_OR_RETURN(const Turn turn, Turn::Take(*this, problem.tenant, info));
  const GitOptions options = WhileWanted(std::move(gone));
  ASSAY_ASSIGN_OR_RETURN(const std::string commit, ResolveGit(source, options));
  ASSAY_ASSIGN_OR_RETURN(const TempDir folder, TempDir::Create("assay-git-"));
  const std::filesystem::path archive = folder.path() / problem.id;
  ASSAY_ASSIGN_OR_RETURN(const TempDir scratch, TempDir::Create("assay-git-"));
  ASSAY_RETURN_IF_ERROR(FetchGit(source, commit, options, scratch.path(), archive));
  ASSAY_ASSIGN_OR_RETURN(const ProblemRecord stored,
                         StorePackage(core_, archive, upload_, std::move(problem)));
  OriginRecord origin;
  origin.tenant = stored.tenant;
  origin.problem = stored.id;
  origin.version = stored.version;
  origin.url = source.url;
  origin.ref = source.ref;
  origin.folder = source.folder;
  origin.commit = commit;
  origin.fetched_by = request.caller().person();
  ASSAY_RETURN_IF_ERROR(origins.Put(origin));
  if (request.has_token() && !source.token.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const std::string sealed,
        tokens_->Seal(SealedFor(stored.tenant, stored.id, source.url), source.token));
    ASSAY_RETURN_IF_ERROR(origins.SetToken(stored.tenant, stored.id, source.url, sealed));
  }
  core_.logger.Info("a package was fetched", {{"problem", stored.id},
                                              {"version", stored.version},
                                              {"url", source.url},
                                              {"commit", commit}});
  v1::PutProblemFromGitResponse response;
  *response.mutable_problem() = judge::ToProto(stored);
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_origin(), ToProto(origin));
  return response;
}

Result<v1::ProblemOrigin> Authoring::ToProto(const OriginRecord& origin) {
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                         core_.store.origins().Token(origin.tenant, origin.problem, origin.url));
  v1::ProblemOrigin out;
  out.set_url(origin.url);
  out.set_ref(origin.ref);
  out.set_folder(origin.folder);
  out.set_commit(origin.commit);
  out.set_version(origin.version);
  out.set_has_token(!sealed.empty());
  return out;
}

Result<v1::ProblemOrigin> Authoring::GetProblemOrigin(const v1::GetProblemOriginRequest& request,
                                                      CallInfo& info, std::function<bool()> gone) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(NewProblem(caller, request.id(), "").status());
  ASSAY_ASSIGN_OR_RETURN(const OriginRecord origin,
                         core_.store.origins().Newest(caller.tenant(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(v1::ProblemOrigin out, ToProto(origin));
  if (!request.look()) return out;
  GitSource source{origin.url, origin.ref, origin.folder, ""};
  ASSAY_ASSIGN_OR_RETURN(source.token, TokenFor(origin.tenant, origin.problem, origin.url));
  ASSAY_ASSIGN_OR_RETURN(const Turn turn, Turn::Take(*this, origin.tenant, info));
  ASSAY_ASSIGN_OR_RETURN(const std::string now_at,
                         ResolveGit(source, WhileWanted(std::move(gone))));
  out.set_now_at(now_at);
  return out;
}

}  // namespace assay::judge
