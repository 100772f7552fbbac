// Views, and the way from one to another: the part of the address after #.

const VIEWS = [
  {id: 'pairs', title: 'Pairs', show: showPairs, count: () => report.pairs.length},
  {id: 'clusters', title: 'Clusters', show: showClusters, count: () => report.clusters.length},
  {id: 'timeline', title: 'Timeline', show: showTimeline},
  {id: 'common', title: 'Common code', show: showCommon, count: () => report.common.length},
  {id: 'notes', title: 'Notes', show: showNotes, count: () => report.notes.length},
];

function route() {
  const hash = location.hash.slice(1);
  if (hash.startsWith('pair=')) return {id: 'pair', key: hash.slice(5)};
  return {id: VIEWS.some((view) => view.id === hash) ? hash : 'pairs'};
}

function showTabs(current) {
  replaceContent(byId('tabs'), VIEWS.map((view) => el('a', {href: `#${view.id}`, class: 'tab',
    'aria-current': view.id === current || (view.id === 'pairs' && current === 'pair') ? 'page' : null}, view.title,
  view.count ? el('span', {class: 'count'}, view.count().toLocaleString('en')) : null)));
}

function show() {
  const {id, key} = route();
  if (id !== 'pair') open = null;
  document.body.dataset.view = id;
  for (const section of byId('main').querySelectorAll(':scope > section')) section.hidden = section.id !== `view-${id}`;
  showTabs(id);
  if (id === 'pair') showPair(key);
  else VIEWS.find((view) => view.id === id).show();
  const back = id === 'pairs' && state.selected ? byId(`row-${state.selected}`) : null;
  if (back) back.scrollIntoView({block: 'center'});
  else scrollTo(0, 0);
}

function refresh() {
  if (open) refreshPair();
  else VIEWS.find((view) => view.id === route().id)?.show();
}

function summary() {
  const classSize = report.submissions.filter((it) => it.origin === 'class').length;
  const others = report.submissions.length - classSize;
  return [count(classSize, 'submission'), others > 0 ? `${others} from elsewhere` : '', count(report.compared, 'pair compared', 'pairs compared'),
    report.made_at ? time(report.made_at) : ''].filter(Boolean).join(' · ');
}

function startNames() {
  byId('names-switch').hidden = !report.names;
  byId('show-names').addEventListener('change', (event) => {
    state.names = event.target.checked;
    changed();
  });
}

function startDialogs() {
  byId('help-open').addEventListener('click', () => byId('help').showModal());
  byId('theme').addEventListener('click', nextTheme);
  byId('print').addEventListener('click', () => print());
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
}

async function start() {
  await loadReport();
  recallState();
  showTheme();
  startDecisions();
  startNames();
  startDialogs();
  startKeys();
  byId('summary').textContent = summary();
  document.body.classList.toggle('no-times', !report.pairs.some((pair) => pair.provenance.why));
  onChange(refresh);
  addEventListener('hashchange', show);
  addEventListener('resize', onceAFrame(() => {
    if (open) open.redraw();
    else if (route().id === 'timeline') showTimeline();
  }));
  show();
  document.body.dataset.ready = 'yes';
}

start().catch((error) => {
  const failure = byId('failure');
  failure.hidden = false;
  failure.textContent = `The report could not be read: ${error.message}. It needs a browser of 2024 or later.`;
  throw error;
});
