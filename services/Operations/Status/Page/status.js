'use strict';
const POLL_MS = 2000;
// A minute older than this is shown as old, never as the present.
const OLD_MS = 5 * 60 * 1000;

const sectors = { agriculture: ['Nông nghiệp', 'Agriculture'], transport: ['Giao thông', 'Transport'], health: ['Y tế', 'Health'],
  energy: ['Năng lượng', 'Energy'], manufacturing: ['Sản xuất', 'Manufacturing'], commerce: ['Thương mại', 'Commerce'] };
const element = id => document.getElementById(id);
let language = localStorage.getItem('language') ?? 'vi';
let shown = null;
let before = null;

const say = (vi, en) => language === 'vi' ? vi : en;
const locale = () => say('vi-VN', 'en-GB');
const whole = number => number.toLocaleString(locale());
const figure = number => number === null || number === undefined ? '–' : number.toLocaleString(locale(), { maximumSignificantDigits: 5 });
// UCUM as people write it: braces mark words, Cel is the degree.
const unit = ucum => ucum.replace('Cel', '°C').replace(/[{}]/g, '');
const minute = text => new Date(text).toLocaleTimeString(locale(), { hour12: false, hour: '2-digit', minute: '2-digit' });
const clock = text => new Date(text).toLocaleTimeString(locale(), { hour12: false });

function make(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function translatePage() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll('[data-vi]')) node.textContent = node.dataset[language];
  for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', String(button.dataset.lang === language));
}

function setState(className, vi, en) {
  const state = element('state');
  state.className = `state ${className}`;
  state.dataset.vi = vi;
  state.dataset.en = en;
  state.textContent = say(vi, en);
}

function showState(status) {
  if (!status.acknowledging) setState('bad', `Không xác nhận số đo. ${status.problem ?? ''}`, `Not acknowledging. ${status.problem ?? ''}`);
  else if (status.stoppedPartitions.length > 0) setState('bad', `Phân vùng dừng: ${status.stoppedPartitions.join(', ')}. ${status.problem ?? ''}`, `Partitions stopped: ${status.stoppedPartitions.join(', ')}. ${status.problem ?? ''}`);
  else if (status.problem) setState('warn', status.problem, status.problem);
  else if (status.catchingUp) setState('warn', `Đang xác nhận; còn ${whole(status.unappliedReadings)} số đo đang được xử lý bù.`, `Acknowledging; catching up on ${whole(status.unappliedReadings)} readings.`);
  else setState('', 'Đang xác nhận: mọi số đo được xác nhận đều đã lưu bền vững.', 'Acknowledging: every reading acknowledged is durable.');
}

function showFigures(status) {
  element('liveDevices').textContent = whole(status.liveDevices);
  element('devicesSub').textContent = say(`trên ${whole(status.devices)} đã từng gửi`, `of ${whole(status.devices)} ever heard`);
  element('sites').textContent = whole(status.sites);
  element('unapplied').textContent = whole(status.unappliedReadings);
  const seconds = before === null ? 0 : (Date.parse(status.time) - Date.parse(before.time)) / 1000;
  // After a restart the counters begin anew: no rate is better than a negative one.
  const readings = before === null ? -1 : status.appliedReadings - before.appliedReadings;
  element('rate').textContent = seconds > 0 && readings >= 0 ? whole(Math.round(readings / seconds)) : '–';
  element('rateSub').textContent = say(`${whole(status.acknowledgedMessages)} bản tin từ khi khởi động`, `${whole(status.acknowledgedMessages)} messages since start`);
}

function showNation(status) {
  const parts = [];
  for (const sector of Object.keys(sectors)) {
    const figures = status.nation.filter(entry => entry.sector === sector);
    if (figures.length === 0) continue;
    const table = make('table', undefined, 'nation');
    table.append(make('caption', say(...sectors[sector])));
    const head = table.createTHead().insertRow();
    for (const title of [say('Chỉ tiêu', 'Indicator'), say('Phút', 'Minute'), say('Thiết bị', 'Devices'), say('Số đo', 'Count'), say('Trung bình', 'Mean'), say('Nhỏ nhất', 'Min'), say('Lớn nhất', 'Max')]) {
      const cell = make('th', title);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = table.createTBody();
    for (const entry of figures) {
      const row = body.insertRow();
      const name = make('td', say(entry.nameVi, entry.nameEn));
      name.append(' ', make('span', unit(entry.unit), 'unit'));
      const old = Date.parse(status.time) - Date.parse(entry.start) > OLD_MS;
      row.append(name, make('td', minute(entry.start), old ? 'old' : ''), make('td', whole(entry.devices)), make('td', whole(entry.count)),
        make('td', figure(entry.mean)), make('td', figure(entry.min)), make('td', figure(entry.max)));
    }
    const scroll = make('div', undefined, 'scroll');
    scroll.append(table);
    parts.push(scroll);
  }
  if (parts.length > 0) element('nation').replaceChildren(...parts);
}

function showLedger(ledger) {
  const rejected = Object.entries(ledger.rejected);
  const rows = [
    [say('Đã nhận', 'Received'), ledger.received],
    [say('Đã lưu', 'Stored'), ledger.stored],
    [say('Trùng lặp', 'Duplicates'), ledger.duplicates],
    [say('Bị từ chối', 'Rejected'), rejected.reduce((sum, [, count]) => sum + count, 0)],
    ...rejected.map(([reason, count]) => [reason, count, 'reason']),
    [say('Đang chờ', 'Pending'), ledger.pending],
  ];
  element('ledger').replaceChildren(...rows.map(([name, count, className]) => {
    const row = make('tr', undefined, className);
    const title = make('th', name);
    title.scope = 'row';
    row.append(title, make('td', whole(count)));
    return row;
  }));
}

function show() {
  translatePage();
  if (shown === null) return;
  showState(shown);
  showFigures(shown);
  showNation(shown);
  showLedger(shown.ledger);
  element('age').textContent = say(`lúc ${clock(shown.time)}`, `at ${clock(shown.time)}`);
}

async function poll() {
  try {
    const answer = await fetch('api/v1/status', { cache: 'no-store' });
    if (answer.status === 401) throw new Error(say('cần khóa API khi không ở máy này', 'an API key is needed from another machine'));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const status = await answer.json();
    before = shown;
    shown = status;
    show();
  } catch (error) {
    setState('bad', `Không hỏi được nền tảng: ${error.message}`, `The platform does not answer: ${error.message}`);
  } finally {
    setTimeout(poll, POLL_MS);
  }
}

for (const button of document.querySelectorAll('[data-lang]')) {
  button.addEventListener('click', () => {
    language = button.dataset.lang;
    localStorage.setItem('language', language);
    show();
  });
}
const dark = matchMedia('(prefers-color-scheme: dark)');
const followTheme = () => { document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light'; };
dark.addEventListener('change', followTheme);
followTheme();
translatePage();
poll();
