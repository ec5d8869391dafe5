#include "apps/report/report.hpp"

#include <limits>
#include <regex>

#include "apps/report/text/html.hpp"
#include "apps/run/verdict.hpp"
#include "core/base/number_format.hpp"
#include "tests/apps/report/example_data.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

bool is_text(const std::string& text) {
  static const std::regex entity("&(amp|lt|gt|quot|#39);");
  return std::regex_replace(text, entity, "").find_first_of("&<") == std::string::npos;
}

// The first problem of a page that should be XML but for its document type: a tag that is unfinished, badly written or
// not closed in order, or text with a bare & or <.
std::string markup_problem(const std::string& page) {
  static const std::regex tag_form("/?[A-Za-z][A-Za-z0-9]*( [A-Za-z][A-Za-z0-9-]*=\"[^\"<]*\")*/?");
  std::vector<std::string> open;
  std::size_t place = page.find('>') + 1;  // after <!DOCTYPE html>
  while (place < page.size()) {
    const std::size_t begin = std::min(page.find('<', place), page.size());
    if (!is_text(page.substr(place, begin - place))) return "text: " + page.substr(place, begin - place);
    if (begin == page.size()) break;
    const std::size_t end = page.find('>', begin);
    if (end == std::string::npos) return "unfinished: " + page.substr(begin);
    const std::string tag = page.substr(begin + 1, end - begin - 1);
    place = end + 1;
    const std::string name = tag.substr(0, tag.find(' '));
    // A path is too long for std::regex, which recurses over every character.
    const std::size_t path = tag.find(" d=\"");
    const std::string shape =
        path == std::string::npos ? tag : tag.substr(0, path) + tag.substr(tag.find('"', path + 4) + 1);
    if (!std::regex_match(shape, tag_form) || !is_text(tag)) return "tag: " + tag;
    if (tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(name);
    } else if (open.empty() || open.back() != name.substr(1)) {
      return "closes nothing: " + tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Pages are too long to be printed by a matcher that fails.
bool holds_all(const std::string& page, const std::vector<std::string>& parts) {
  return std::ranges::all_of(parts, [&](const std::string& part) { return page.find(part) != std::string::npos; });
}

bool holds_none(const std::string& page, const std::vector<std::string>& parts) {
  return std::ranges::none_of(parts, [&](const std::string& part) { return page.find(part) != std::string::npos; });
}

TEST_CASE("report: the checker of markup sees what is wrong") {
  const std::string head = "<!DOCTYPE html>";
  CHECK(markup_problem(head + "<p class=\"a\">x &amp; y<br/></p>\n").empty());
  CHECK_THAT(markup_problem(head + "<p><b></p></b>"), Contains("closes nothing"));
  CHECK_THAT(markup_problem(head + "<p>"), Contains("not closed: p"));
  CHECK_THAT(markup_problem(head + "<p>a & b</p>"), Contains("text"));
  CHECK_THAT(markup_problem(head + "<p class=a></p>"), Contains("tag"));
}

TEST_CASE("report: the page is well-formed and needs nothing from elsewhere") {
  const std::string page = render_report(testing::example_report_data());
  CHECK(markup_problem(page) == "");
  CHECK(holds_all(page, {"<meta charset=\"utf-8\"/>", "prefers-color-scheme: dark", "@media print"}));
  CHECK(holds_none(page, {"http", "src=", "url(", "<script", "@import"}));
  CHECK(page.find("nan") == std::string::npos);
  CHECK(page.find(">inf<") == std::string::npos);
}

TEST_CASE("report: what a route has found is shown, with its error and meaning") {
  const std::string page = render_report(testing::example_report_data());
  CHECK(holds_all(page, {"<summary>What the routes tell besides</summary>", "nested.run.error_simulated_volumes",
                         "<td>0.13</td>", "6.10 ± 0.20", "divergence of the posterior from the prior, nats"}));
}

TEST_CASE("report: the answer says the words of the verdict, and never to trust neither of two that it quotes") {
  ReportData data = testing::example_report_data();
  for (const std::string& sentence : judge(data.results).sentences()) {
    CHECK(holds_all(render_report(data), {escape(sentence)}));
  }
  CHECK(holds_none(render_report(data), {"Trust neither"}));
  data.results.evidence.pop_back();  // the route that knows the likelihood
  data.results.evidence.back().estimate =
      from_log_evidence({"lambda", "massive"}, {-33.2, -43.2}, {0.05, 0.07}, {0.5, 0.5}, "ensemble");
  CHECK(holds_all(render_report(data), {"No single ln K", "Trust neither"}));
  CHECK(holds_none(render_report(data), {"Quoted from route"}));
}

TEST_CASE("report: the answer names the parameters of the route that is quoted, and the method that it picked") {
  ReportData data = testing::example_report_data();
  const std::string page = render_report(data);
  const std::string answer =
      page.substr(page.find("class=\"answer\""), page.find("</section>") - page.find("class=\"answer\""));
  const Verdict verdict = judge(data.results);
  for (const PosteriorVerdict& of_model : verdict.posterior) {
    for (const PosteriorResult& result : data.results.posterior) {
      if (result.model != of_model.model || result.route != of_model.route) continue;
      CHECK(holds_all(answer, {with_error(result.summary.mean[0], result.summary.std[0])}));
    }
  }
  data.results.posterior.resize(1);  // of one model, by one route
  data.results.evidence.clear();
  data.models.resize(1);
  data.results.posterior.front().findings.add("picked", std::string("nle"), "the method that answers");
  const std::string one = render_report(data);
  CHECK(holds_all(one, {"class=\"answer\"", "class=\"headline\"", "in which nle answers", ": nle answers</td>"}));
  CHECK(holds_none(one, {"not trusted"}));

  PosteriorResult other = data.results.posterior.front();
  other.route = "other";
  for (double& mean : other.summary.mean) mean += 10;
  data.results.posterior.push_back(other);
  CHECK(holds_all(render_report(data), {"not trusted: ", "and contradicted"}));
}

TEST_CASE("report: what a run file leaves open stands beside the warnings") {
  ReportData data = testing::example_report_data();
  CHECK(holds_none(render_report(data), {"What the run file leaves open"}));
  data.results.notices = {"evidence is not given: nothing is < compared"};
  CHECK(holds_all(render_report(data), {"What the run file leaves open", "nothing is &lt; compared"}));
}

TEST_CASE("report: the answer comes first, then the warnings, then what is behind them") {
  const std::string page = render_report(testing::example_report_data());
  const auto place = [&](const std::string& text) {
    const std::size_t at = page.find(text);
    CHECK(at != std::string::npos);
    return at;
  };
  const std::size_t answer = place("positive evidence for lambda");
  const std::size_t warning = place("<h2>1 warning</h2>");
  const std::size_t comparison = place("<h2>Model comparison</h2>");
  const std::size_t posterior = place("<h2>Posterior of lambda</h2>");
  const std::size_t training = place("<h2>Training</h2>");
  const std::size_t settings = place("<h2>Settings</h2>");
  CHECK((answer < warning && warning < comparison && comparison < posterior));
  CHECK((posterior < training && training < settings));
}

TEST_CASE("report: every panel is drawn") {
  const std::string page = render_report(testing::example_report_data());
  // 2 + 4 marginals, 1 + 6 joint panels, 5 panels of losses, 1 of the evidence, 1 of blind coverage, 4 + 6 of ranks.
  CHECK(occurrences(page, "class=\"frame\"") == 6 + 7 + 5 + 1 + 1 + 10);
  CHECK(holds_all(page, {"km/s/Mpc", "moments (Gaussian)", "outside of the prior", "line prior"}));
}

TEST_CASE("report: numbers of the table are those of the summary") {
  ReportData data;
  data.results.name = "one";
  data.models = {{"m", "s", 1, {{"a", "a", "eV", "uniform(0, 2)", 0, 2}}, 100, 10, 0}};
  PosteriorResult posterior{.model = "m", .route = "npe", .method = "npe", .parameters = {"a"}};
  posterior.summary = {{1.2345}, {0.1234}, Matrix(1, 1, 0.0152), {}, 0, 0};
  posterior.summary.quantiles = {{1.0001}, {1.1117}, {1.23}, {1.3579}, {1.4682}};
  data.results.posterior = {posterior};
  CHECK(holds_all(render_report(data), {"1.23 ± 0.12", "[1.11, 1.36]", "[1.00, 1.47]"}));
}

TEST_CASE("report: true values stand in the table with their offset, and across the corner plot") {
  ReportData data = testing::example_report_data();
  CHECK_THAT(render_report(data), !Contains(">truth<") && !Contains("<desc>"));
  PosteriorSummary& summary = data.results.posterior[0].summary;
  summary.mean[0] = 68;
  summary.std[0] = 2.5;
  data.models[0].parameters[0].truth = 70;
  const std::string page = render_report(data);
  CHECK_THAT(page, Contains("<th scope=\"col\">truth</th>") && Contains("<td>70 (+0.8 sd)</td>"));
  CHECK_THAT(page, Contains("<desc>True values: H0 = 70.</desc>") && Contains("Lines across are the true values."));
  CHECK_THAT(page, Contains("class=\"line truth\""));
  data.models[0].parameters[0].truth = 500;
  CHECK_THAT(render_report(data),
             Contains("The true value of H0, 500, lies outside of its axis.") && !Contains("class=\"line truth\""));
}

TEST_CASE("report: no name or text becomes markup") {
  ReportData data = testing::example_report_data();
  const std::string hostile = "<script>\"'&</style>";
  data.results.name = data.resolved = data.version = hostile;
  data.results.warnings = {hostile};
  data.results.wall_seconds = {{hostile, 1}};
  for (auto& model : data.models) {
    model.name = model.simulator = hostile + model.name;
    for (auto& parameter : model.parameters) parameter.latex = parameter.unit = parameter.prior = hostile;
  }
  for (auto& posterior : data.results.posterior) {
    posterior.model = hostile + posterior.model;
    posterior.route = posterior.method = hostile;
  }
  for (auto& evidence : data.results.evidence)
    evidence.route = evidence.method = evidence.estimate.error_kind = hostile;
  for (auto& curve : data.curves) curve.estimator = hostile;
  const std::string page = render_report(data);
  CHECK(markup_problem(page) == "");
  CHECK(page.find("<script") == std::string::npos);
}

TEST_CASE("report: a run of nothing, or of numbers that are none, still has a page") {
  CHECK(markup_problem(render_report({})).empty());

  ReportData data = testing::example_report_data();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  data.results.posterior[0].draws.theta(5, 1) = nan;
  for (double& value : data.results.posterior[1].draws.theta.values()) value = nan;
  data.results.posterior[2].summary.mean[0] = nan;
  data.results.posterior[2].summary.covariance(0, 1) = nan;
  data.curves[0].epochs(3, 2) = nan;
  data.curves[1].epochs(3, 1) = std::numeric_limits<double>::infinity();
  data.curves[2].epochs = {};
  const std::string page = render_report(data);
  CHECK(markup_problem(page) == "");
  CHECK(holds_all(page, {"Of the draws of npe, 1 are not finite", "Of the draws of assumed, 2000 are not finite"}));
  CHECK(page.find("nan") == std::string::npos);
}

TEST_CASE("report: only so many parameters share a corner plot, and the caption says so") {
  ReportData data;
  Matrix draws(200, 10);
  Random random(Seed{9});
  random.normal(draws.values());
  data.models = {{"m", "s", 1, {}, 100, 10, 0}};
  for (int i = 0; i < 10; ++i) data.models[0].parameters.push_back({"a", "a", "", "normal(0, 1)", -HUGE_VAL, HUGE_VAL});
  data.results.posterior = {testing::example_posterior("m", "npe", "npe", draws)};
  CHECK(holds_all(render_report(data), {"the first 8 of 10 parameters"}));
}

TEST_CASE("report: losses far above the others are beyond the axis, and it says so") {
  ReportData data;
  Random random(Seed{10});
  data.curves = {testing::example_curve("m.npe", "0", 1, random)};
  CHECK(render_report(data).find("above the axis") == std::string::npos);
  data.curves[0].epochs(0, 1) = 1e6;
  CHECK(holds_all(render_report(data), {"first losses are above the axis"}));
}

}  // namespace
}  // namespace inquest
