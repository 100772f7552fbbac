#pragma once

#include "common/http/server.h"
#include "lms/gateway/api.h"

// One function a group of routes, each in a file of its own. A new face (the Judge0 one) adds a
// function here and a line in AddRoutes (gateway.cc); its routes go through Api::Add as all do.
namespace assay::gateway {

void AddSubmissionRoutes(http::Router& router, const ApiPtr& api);  // routes_submissions.cc
void AddEventRoutes(http::Router& router, const ApiPtr& api);       // routes_events.cc
void AddProblemRoutes(http::Router& router, const ApiPtr& api);     // routes_problems.cc
void AddAuthoringRoutes(http::Router& router, const ApiPtr& api);   // routes_authoring.cc
void AddRejudgeRoutes(http::Router& router, const ApiPtr& api);     // routes_rejudges.cc
void AddBoardRoutes(http::Router& router, const ApiPtr& api);       // routes_board.cc
void AddWebhookRoutes(http::Router& router, const ApiPtr& api);     // routes_webhooks.cc
void AddSimilarityRoutes(http::Router& router, const ApiPtr& api);  // routes_similarity.cc
void AddOauthRoutes(http::Router& router, const ApiPtr& api);       // routes_oauth.cc
void AddSessionRoutes(http::Router& router, const ApiPtr& api);     // routes_session.cc
void AddProviderRoutes(http::Router& router, const ApiPtr& api);    // routes_providers.cc
void AddPasskeyRoutes(http::Router& router, const ApiPtr& api);     // routes_passkeys.cc
void AddMailRoutes(http::Router& router, const ApiPtr& api);        // routes_mail.cc
void AddPeopleRoutes(http::Router& router, const ApiPtr& api);      // routes_people.cc
void AddDirectoryRoutes(http::Router& router, const ApiPtr& api);   // routes_directory.cc
void AddPrivacyRoutes(http::Router& router, const ApiPtr& api);     // routes_privacy.cc
void AddDevicePage(http::Router& router, const ApiPtr& api);        // device_page.cc
void AddCourseRoutes(http::Router& router, const ApiPtr& api);      // routes_courses.cc
void AddModerationRoutes(http::Router& router, const ApiPtr& api);  // routes_moderation.cc
void AddQuizRoutes(http::Router& router, const ApiPtr& api);        // routes_quizzes.cc
void AddGradebookRoutes(http::Router& router, const ApiPtr& api);   // routes_gradebook.cc
void AddWebApp(http::Router& router, const ApiPtr& api);            // routes_web.cc: /, /app/
void AddPages(http::Router& router, const ApiPtr& api);  // routes_pages.cc: /v1/me, /openapi.*

}  // namespace assay::gateway
