// Packages of git repositories: fetched, then as any that was uploaded.
#include <utility>

#include "common/files.h"
#include "judge/service/authoring.h"
#include "judge/service/convert.h"
#include "judge/service/viewer.h"
#include "judge/webhooks/secret_box.h"

namespace assay::judge {
namespace {

// A token is for one server, of one problem, in one tenant.
std::string SealedFor(const std::string& tenant, const std::string& problem,
                      const std::string& server) {
  return "git:" + tenant + "/" + problem + "/" + server;
}

}  // namespace

Result<std::string> Authoring::TokenFor(const std::string& tenant, const std::string& problem,
                                        const std::string& server) {
  if (tokens_ == nullptr) return std::string();
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                         core_.store.origins().Token(tenant, problem, server));
  if (sealed.empty()) return std::string();
  return tokens_->Open(SealedFor(tenant, problem, server), sealed);
}

Result<v1::PutProblemFromGitResponse> Authoring::PutProblemFromGit(
    const v1::PutProblemFromGitRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(ProblemRecord problem,
                         NewProblem(request.caller(), request.id(), request.course()));
  GitSource source{request.url(), request.ref(), request.folder(), request.token()};
  ASSAY_RETURN_IF_ERROR(CheckGitSource(source));
  if (!source.token.empty() && tokens_ == nullptr)
    return FailedPrecondition("token: this judge keeps no tokens");
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl url, CheckGitUrl(source.url));
  const std::string server = GitServerOf(url);
  if (!request.has_token()) {
    ASSAY_ASSIGN_OR_RETURN(source.token, TokenFor(problem.tenant, problem.id, server));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string commit, ResolveGit(source, options_.git));
  ASSAY_ASSIGN_OR_RETURN(const TempDir folder, TempDir::Create("assay-git-"));
  const std::filesystem::path archive = folder.path() / problem.id;
  ASSAY_ASSIGN_OR_RETURN(const TempDir scratch, TempDir::Create("assay-git-"));
  ASSAY_RETURN_IF_ERROR(FetchGit(source, commit, options_.git, scratch.path(), archive));
  ASSAY_ASSIGN_OR_RETURN(const ProblemRecord stored,
                         StorePackage(core_, archive, upload_, std::move(problem)));
  if (request.has_token()) {
    std::string sealed;
    if (!source.token.empty()) {
      ASSAY_ASSIGN_OR_RETURN(
          sealed, tokens_->Seal(SealedFor(stored.tenant, stored.id, server), source.token));
    }
    ASSAY_RETURN_IF_ERROR(core_.store.origins().SetToken(stored.tenant, stored.id, server, sealed));
  }
  OriginRecord origin;
  origin.tenant = stored.tenant;
  origin.problem = stored.id;
  origin.version = stored.version;
  origin.url = source.url;
  origin.ref = source.ref;
  origin.folder = source.folder;
  origin.commit = commit;
  origin.fetched_by = request.caller().person();
  ASSAY_RETURN_IF_ERROR(core_.store.origins().Put(origin));
  core_.logger.Info("a package was fetched", {{"problem", stored.id},
                                              {"version", stored.version},
                                              {"server", server},
                                              {"commit", commit}});
  v1::PutProblemFromGitResponse response;
  *response.mutable_problem() = judge::ToProto(stored);
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_origin(), ToProto(origin));
  return response;
}

Result<v1::ProblemOrigin> Authoring::ToProto(const OriginRecord& origin) {
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl url, CheckGitUrl(origin.url));
  ASSAY_ASSIGN_OR_RETURN(
      const std::string sealed,
      core_.store.origins().Token(origin.tenant, origin.problem, GitServerOf(url)));
  v1::ProblemOrigin out;
  out.set_url(origin.url);
  out.set_ref(origin.ref);
  out.set_folder(origin.folder);
  out.set_commit(origin.commit);
  out.set_version(origin.version);
  out.set_has_token(!sealed.empty());
  return out;
}

Result<v1::ProblemOrigin> Authoring::GetProblemOrigin(const v1::GetProblemOriginRequest& request) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(NewProblem(caller, request.id(), "").status());
  ASSAY_ASSIGN_OR_RETURN(const OriginRecord origin,
                         core_.store.origins().Newest(caller.tenant(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(v1::ProblemOrigin out, ToProto(origin));
  if (!request.look()) return out;
  GitSource source{origin.url, origin.ref, origin.folder, ""};
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl url, CheckGitUrl(source.url));
  ASSAY_ASSIGN_OR_RETURN(source.token, TokenFor(origin.tenant, origin.problem, GitServerOf(url)));
  ASSAY_ASSIGN_OR_RETURN(const std::string now_at, ResolveGit(source, options_.git));
  out.set_now_at(now_at);
  return out;
}

}  // namespace assay::judge
