// The first look at the whole workspace, a directory a step while nothing else is to do, told as progress.
#include "base/os.h"
#include "server/server.h"

static void progress(Server *s, const char *kind, unsigned percent) {
  Json j;
  Out o;
  notify_begin(s, &j, &o, "$/progress");
  json_obj(&j);
  json_put_str(&j, "token", S("pgl/index"));
  json_key(&j, "value"), json_obj(&j);
  json_put_str(&j, "kind", str_z(kind));
  if (!strcmp(kind, "begin"))
    json_put_str(&j, "title", server_text(s, "正在读取工作区", "Reading the workspace"));
  if (strcmp(kind, "end") != 0) json_put_u64(&j, "percentage", percent);
  json_end(&j, '}'), json_end(&j, '}');
  notify_end(s, &j);
}

static void created(Server *s, const JsonIn *result) {
  if (!result || !s->index.wanted) return; // refused, or done meanwhile
  s->index.shown = true;
  progress(s, "begin", 0);
}

void index_start(Server *s) {
  bool first = !s->index.started;
  s->index.wanted = true;
  s->index.at = 0;
  s->index.started = os_clock_ns();
  if (!first || !s->client.progress || !s->workspace.folders) return;
  Json j;
  Out o;
  ask_begin(s, &j, &o, "window/workDoneProgress/create", created);
  json_raw(&j, S("{\"token\":\"pgl/index\"}"));
  ask_end(s, &j);
}

bool index_step(Server *s) {
  Workspace *w = &s->workspace;
  if (!s->index.wanted) return false;
  workspace_walk(w);
  while (s->index.at < w->listed_n) {
    Build *b = workspace_build(w, w->listed[s->index.at++]);
    if (b->settled) continue;
    build_refresh(w, b);
    if (s->index.shown && s->index.at < w->listed_n)
      progress(s, "report", (unsigned)((size_t)s->index.at * 100 / w->listed_n));
    return true;
  }
  s->index.wanted = false;
  if (s->index.shown) progress(s, "end", 100);
  s->index.shown = false;
  return false;
}
