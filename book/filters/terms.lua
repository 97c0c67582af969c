-- Marks the places that the index of terms lists (book/back/terms.txt has the terms): in each
-- section the first place where a term stands, if it is emphasized there, is in the heading or
-- is used often. The mark is an empty Span with an id, the class "term", or "term main" where the term is
-- emphasized for the first time in the chapter, and the term in data-term.

local book = require 'book'

local terms = {}

local OFTEN = 5
local LONGEST = 7 -- inlines: what is longer than four words is no term but a stress
local SKIPPED = { reading = true, exercises = true, summary = true }

-- A word without what surrounds it, in small letters; '' for what is no word.
local function bare(text)
  return (text:lower():gsub('^[%p]+', ''):gsub('[%p]+$', ''):gsub("’", "'"):gsub("'s$", ''))
end

local function words_of(text)
  local words = {}
  for word in text:gmatch('%S+') do words[#words + 1] = bare(word) end
  return words
end

-- first word -> { { words = {...}, term = "..." }, longest first }
local spellings
local function load_terms()
  spellings = {}
  for _, line in ipairs(book.lines(book.read('book/back/terms.txt') or '')) do
    local term, others = line:match('^([^#=]-)%s*=%s*(.*)$')
    term = term or line:match('^([^#]-)%s*$')
    if term and term ~= '' then
      for spelling in (term .. ',' .. (others or '')):gmatch('[^,]+') do
        local words = words_of(spelling)
        spellings[words[1]] = spellings[words[1]] or {}
        table.insert(spellings[words[1]], { words = words, term = term })
      end
    end
  end
  return next(spellings) ~= nil
end

local function same(word, spelling, last)
  return word == spelling or (last and (word == spelling .. 's' or word == spelling .. 'es'))
end

local function candidates(word)
  local found = {}
  for _, key in ipairs({ word, word:gsub('s$', ''), word:gsub('es$', '') }) do
    for _, spelling in ipairs(type(key) == 'string' and spellings[key] or {}) do
      found[#found + 1] = spelling
    end
  end
  return found
end

-- The longest spelling that stands at words[i], or nil.
local function match(words, i)
  local best
  for _, spelling in ipairs(candidates(words[i].text)) do
    local fits = true
    for k, word in ipairs(spelling.words) do
      local there = words[i + k - 1]
      fits = fits and there and same(there.text, word, k == #spelling.words)
    end
    if fits and (not best or #spelling.words > #best.words) then best = spelling end
  end
  return best
end

-- The words of inlines in order, with how they are stressed. What is no text (code, a
-- formula) is a word that matches nothing.
local function flatten(inlines, stress, words)
  for _, inline in ipairs(inlines) do
    if inline.t == 'Str' then
      words[#words + 1] = { text = bare(inline.text), stress = stress }
    elseif inline.t == 'Emph' then
      flatten(inline.content, #inline.content <= LONGEST and 'emphasized', words)
    elseif inline.t == 'Strong' then
      flatten(inline.content, 'strong', words)
    elseif inline.t == 'Span' or inline.t == 'Link' or inline.t == 'Quoted' then
      flatten(inline.content, stress, words)
    elseif inline.t ~= 'Space' and inline.t ~= 'SoftBreak' then
      words[#words + 1] = { text = '' }
    end
  end
  return words
end

-- Calls found(term, its stress, number of its first word) for each term in the text.
local function each_term(inlines, found)
  local words = flatten(inlines, nil, {})
  local i = 1
  while i <= #words do
    local spelling = words[i].text ~= '' and match(words, i)
    if spelling then found(spelling.term, words[i].stress, i) end
    i = i + (spelling and #spelling.words or 1)
  end
end

-- The same inlines with marks[n] before word n.
local function with_marks(inlines, marks, count)
  local result = pandoc.List()
  for _, inline in ipairs(inlines) do
    if inline.t == 'Str' then
      count.n = count.n + 1
      if marks[count.n] then result:insert(marks[count.n]) end
    elseif inline.t == 'Emph' or inline.t == 'Strong' or inline.t == 'Span' or inline.t == 'Link'
           or inline.t == 'Quoted' then
      inline.content = with_marks(inline.content, marks, count)
    elseif inline.t ~= 'Space' and inline.t ~= 'SoftBreak' then
      count.n = count.n + 1
    end
    result:insert(inline)
  end
  return result
end

local used, main_seen = {}, {}

local function mark(term, emphasized)
  local id = 'term-' .. term:lower():gsub('%W+', '-')
  used[id] = (used[id] or 0) + 1
  local classes = { 'term' }
  if emphasized and not main_seen[term] then
    classes[2] = 'main'
    main_seen[term] = true
  end
  local unique = used[id] == 1 and id or id .. '.' .. used[id]
  return pandoc.Span({}, pandoc.Attr(unique, classes, { { 'data-term', term } }))
end

local function in_paragraphs(blocks, each)
  return pandoc.walk_block(pandoc.Div(blocks), { Para = each, Plain = each }).content
end

-- How often each term stands in a section, and whether it is emphasized or in the heading there.
local function analyse(section)
  section.counts, section.emphases, section.strong = {}, {}, {}
  in_paragraphs(section.blocks, function(paragraph)
    each_term(paragraph.content, function(term, stress)
      section.counts[term] = (section.counts[term] or 0) + 1
      section.emphases[term] = section.emphases[term] or stress == 'emphasized'
      section.strong[term] = section.strong[term] or stress == 'strong'
    end)
  end)
  section.wanted = {}
  for term, count in pairs(section.counts) do
    section.wanted[term] = count >= OFTEN or section.emphases[term] or section.strong[term]
  end
  if section.heading then
    each_term(section.heading.content, function(term) section.wanted[term] = true end)
  end
end

-- A term that no section has often, but the chapter more than once, is listed where it is most.
local function want_the_rest(sections)
  local sums, most = {}, {}
  for _, section in ipairs(sections) do
    for term, count in pairs(section.counts) do
      sums[term] = (sums[term] or 0) + (section.wanted[term] and math.huge or count)
      if not most[term] or count > most[term].counts[term] then most[term] = section end
    end
  end
  for term, sum in pairs(sums) do
    if sum >= 2 and sum < math.huge then most[term].wanted[term] = true end
  end
end

local function mark_section(section)
  local done = {}
  return in_paragraphs(section.blocks, function(paragraph)
    local marks, any = {}, false
    each_term(paragraph.content, function(term, stress, place)
      local emphasized = stress == 'emphasized'
      if section.wanted[term] and not done[term]
         and (emphasized or not section.emphases[term]) then
        done[term], any = true, true
        marks[place] = mark(term, emphasized)
      end
    end)
    if not any then return nil end
    paragraph.content = with_marks(paragraph.content, marks, { n = 0 })
    return paragraph
  end)
end

-- The document in sections; those that are not searched have no counts.
local function sections_of(blocks)
  local section = { blocks = pandoc.List() }
  local sections, skipping = pandoc.List({ section }), false
  for _, block in ipairs(blocks) do
    if block.t == 'Header' then
      if block.level <= 2 then skipping = SKIPPED[block.identifier] or false end
      section = { heading = block, blocks = pandoc.List(), skipped = skipping }
      sections:insert(section)
    else
      section.blocks:insert(block)
    end
  end
  return sections
end

function terms.apply(doc)
  if not book.number or not load_terms() then return doc end
  local sections = sections_of(doc.blocks)
  local searched = sections:filter(function(section) return not section.skipped end)
  searched:map(analyse)
  want_the_rest(searched)
  doc.blocks = pandoc.List()
  for _, section in ipairs(sections) do
    if section.heading then doc.blocks:insert(section.heading) end
    doc.blocks:extend(section.skipped and section.blocks or mark_section(section))
  end
  return doc
end

return terms
