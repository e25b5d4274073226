/*
 * <induk-search>: a plain search form, made better where this script runs: suggestions while typing (the editable
 * combobox of the ARIA Authoring Practices) and, with results="inline", the first hits below the box.
 * docs/widget.md tells how to use it. `WORDS`, the texts by language, is put before this by search/widget/script.py.
 * No cookie, nothing stored, no dependency; no innerHTML and no inline style, so the strictest CSP lets it live.
 */
const HOME = new URL("..", import.meta.url); // the catalogue, where no form inside says it
const PAUSE = 200; // milliseconds without a key before suggestions are asked for
const HITS = 5;

const CSS = `
:host { display: block; position: relative; text-align: start; --_accent: var(--induk-accent, #0b5d57);
  --_on-accent: var(--induk-on-accent, #fff); --_paper: var(--induk-paper, Canvas); --_ink: var(--induk-ink, CanvasText);
  --_line: var(--induk-line, #7b857e); --_radius: var(--induk-radius, .5em); color: var(--_ink) }
@supports (color: light-dark(red, red)) { :host { --_accent: var(--induk-accent, light-dark(#0b5d57, #86d3c5));
  --_on-accent: var(--induk-on-accent, light-dark(#fff, #0d1a17)) } }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box }
label { display: block; margin-block-end: .35em }
.field { display: flex; gap: var(--induk-gap, .5em) }
input, button { font: inherit; min-height: 2.75em; border: 1px solid var(--_line); border-radius: var(--_radius) }
input { flex: 1; min-width: 0; padding: .5em .75em; color: inherit; background: var(--_paper) }
button { padding: .5em 1em; color: var(--_on-accent); background: var(--_accent); border-color: var(--_accent); cursor: pointer }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px }
ul, ol, p { list-style: none; margin: 0; padding: 0 }
ul { position: absolute; z-index: 9; inset-inline: 0; margin-block-start: .25em; max-height: 22em; overflow: auto;
  background: var(--_paper); border: 1px solid var(--_line); border-radius: var(--_radius) }
ul li { display: flex; gap: 1em; justify-content: space-between; padding: .5em .75em; cursor: pointer }
ul li:hover, [aria-selected=true] { color: var(--_on-accent); background: var(--_accent) }
small { font-size: .85em }
section { margin-block-start: .75em }
ol li { padding-block: .5em; border-block-end: 1px solid var(--_line) }
a { color: var(--_accent) }
ol a, section > a { display: inline-block; min-height: 1.5em }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { [aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px } }
`;

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

class IndukSearch extends HTMLElement {
  #form; #input; #list; #said; #results; #base; #language; #words; #timer; #asked;
  #at = -1; // the option that is pointed at; -1 is the box itself

  connectedCallback() {
    if (this.shadowRoot) return; // it was only moved
    const code = (this.closest("[lang]")?.lang ?? "").split("-")[0].toLowerCase();
    this.#language = code in WORDS ? code : Object.keys(WORDS)[0];
    this.#words = WORDS[this.#language];
    this.#build(this.querySelector("form"));
  }

  disconnectedCallback() {
    this.#quiet();
  }

  // The form inside says where to, what is kept (library, language) and how it is called; attributes do without one.
  #build(plain) {
    const action = plain?.action ?? new URL("search", HOME).href;
    this.#base = new URL(".", action);
    const kept = plain
      ? [...plain.querySelectorAll("input[type=hidden]")].map(({ name, value }) => [name, value])
      : Object.entries({ member: this.getAttribute("member"), lang: this.#language }).filter(([, value]) => value);
    this.#input = make("input", {
      id: "q", name: "q", part: "input", value: plain?.elements.q?.value, role: "combobox", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": "list", autocomplete: "off", autocapitalize: "none",
      spellcheck: "false", enterkeyhint: "search", maxlength: "4000", dir: "auto",
    });
    this.#form = make("form", { action, part: "form", role: "search", target: plain?.getAttribute("target") },
      make("label", { for: "q", part: "label" }, plain?.querySelector("label")?.textContent.trim() || this.#words.label),
      make("div", { class: "field", part: "field" }, this.#input,
        ...kept.map(([name, value]) => make("input", { type: "hidden", name, value })),
        make("button", { part: "button" }, plain?.querySelector("button")?.textContent.trim() || this.#words.search)));
    this.#list = make("ul", { id: "list", part: "list", role: "listbox", "aria-label": this.#words.suggestions, hidden: "" });
    this.#said = make("p", { class: "said", role: "status" });
    this.#results = make("section", { part: "results", "aria-label": this.#words.results, hidden: "" });
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => {
      clearTimeout(this.#timer);
      this.#open(false);
    });
    this.#list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.#list.addEventListener("click", ({ target }) => this.#choose(target.closest("li")));
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#form, this.#list, this.#said, this.#results);
  }

  #typed() {
    this.#quiet();
    this.#list.replaceChildren();
    this.#said.textContent = "";
    if (this.#input.value.trim()) this.#timer = setTimeout(() => this.#suggest(), PAUSE);
    else this.#results.hidden = true;
  }

  async #suggest() {
    try {
      const { suggestions } = await this.#ask("suggest");
      if (this.shadowRoot.activeElement !== this.#input) return;
      this.#list.replaceChildren(...suggestions.map(({ text, kind }, number) =>
        make("li", { id: `o${number}`, part: "option", role: "option", "aria-selected": "false" },
          make("bdi", {}, text), make("small", { part: "kind" }, this.#words[kind]))));
      this.#open(suggestions.length > 0);
      this.#said.textContent = this.#count("some", suggestions.length);
    } catch { /* no suggestions: the form works without them */ }
  }

  #key(event) {
    if (event.isComposing) return;
    const options = [...this.#list.children];
    const open = !this.#list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      if (event.altKey) return this.#open(step > 0);
      this.#open(true);
      const places = options.length + 1; // a ring of the options and the box
      this.#point(((this.#at + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && this.#at >= 0) {
      event.preventDefault();
      this.#choose(options[this.#at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.#open(false);
    } else if (event.key === "Escape") {
      this.#input.value = "";
      this.#typed();
    }
  }

  #open(open) {
    if (open === this.#list.hidden) this.#point(-1);
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", open);
  }

  #point(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", number === at);
      option.setAttribute("part", number === at ? "option active" : "option");
      if (number === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `o${at}`);
  }

  #choose(option) {
    if (!option) return;
    this.#input.value = option.firstChild.textContent;
    this.#form.requestSubmit();
  }

  // Close the list and ask no more.
  #quiet() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#open(false);
  }

  async #submit(event) {
    this.#quiet();
    const detail = { q: this.#input.value.trim() };
    if (!this.dispatchEvent(new CustomEvent("induk-search", { detail, bubbles: true, cancelable: true }))) event.preventDefault();
    else if (this.getAttribute("results") === "inline") {
      event.preventDefault();
      try {
        this.#show(await this.#ask("search", { size: HITS, facets: 0 }));
      } catch (error) {
        if (error.name !== "AbortError") this.#form.submit(); // the page says what is wrong
      }
    }
  }

  #show({ total, relaxed, records }) {
    const words = this.#words;
    const said = `${this.#count("found", total)}${relaxed ? `. ${words.near}` : ""}`;
    const page = new URL(this.#form.action);
    page.search = new URLSearchParams(new FormData(this.#form));
    this.#results.replaceChildren(
      make("p", { part: "count" }, said),
      make("ol", {}, ...records.map((record) => this.#hit(record))),
      this.#link(page, "all", total ? words.all : words.help));
    this.#results.hidden = false;
    this.#said.textContent = said;
  }

  #hit({ id, title, subtitle, creators, year, members }) {
    const page = new URL(`record/${encodeURIComponent(id)}`, this.#base);
    const language = new FormData(this.#form).get("lang");
    if (language) page.searchParams.set("lang", language);
    const about = [creators[0]?.name, year, this.#count("held", members.length)].filter(Boolean).join(" · ");
    return make("li", { part: "result" },
      this.#link(page, "title", [title ?? this.#words.untitled, subtitle].filter(Boolean).join(": ")),
      make("p", { part: "about" }, make("small", {}, about)));
  }

  #link(href, part, text) {
    return make("a", { href, part, target: this.#form.getAttribute("target"), dir: "auto" }, text);
  }

  #count(what, number) {
    const [one, many] = this.#words[what];
    return (number === 1 ? one : many).replace("{n}", number.toLocaleString(this.#language));
  }

  async #ask(what, more = {}) {
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const address = new URL(`api/v1/${what}`, this.#base);
    address.search = new URLSearchParams([...new FormData(this.#form), ...Object.entries(more)]);
    const answer = await fetch(address, { credentials: "omit", signal });
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    signal.throwIfAborted();
    return found;
  }
}

// A browser without these keeps the plain form; so does a page that loads this twice its first element.
if (!customElements.get("induk-search") && "adoptedStyleSheets" in Document.prototype && AbortSignal.prototype.throwIfAborted) {
  customElements.define("induk-search", IndukSearch);
}
