-- Fills the two lists of the index from the finished pages, whose JSON files BOOK_PAGES names:
-- the terms that terms.lua has marked, and the definitions that listings.lua has shown, with
-- those of definitions.tsv that no page shows.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'
local links = require 'links'

local found_terms = {}       -- term -> list of places
local found_definitions = {} -- name -> list of places
local shown = {}             -- file:line of a definition that a page shows

local function add(found, name, place)
  found[name] = found[name] or pandoc.List()
  found[name]:insert(place)
end

local function number_of(header)
  local first = header.content[1]
  if first and first.t == 'Span' and first.classes:includes('section-number') then
    return pandoc.utils.stringify(first)
  end
end

local function collect_terms(block, page, number)
  pandoc.walk_block(pandoc.Div({ block }), { Span = function(span)
    if not span.classes:includes('term') then return nil end
    add(found_terms, span.attributes['data-term'],
        { page = page, id = span.identifier, label = number, main = span.classes:includes('main') })
  end })
end

local function collect_definition(id, page, file)
  local name = id:match('^def%-(.*)$') or id:match('^decl%-(.*)$')
  if name then
    add(found_definitions, name:gsub('%.%d+$', ''),
        { page = page, id = id, file = file })
  end
end

local function collect_definitions(listing, page)
  local file = listing.attributes['data-file']
  for line in (listing.attributes['data-shown'] or ''):gmatch('(%d+):') do
    shown[file .. ':' .. line] = true
  end
  pandoc.walk_block(listing, {
    Span = function(span) collect_definition(span.identifier, page, file) end,
    CodeBlock = function(block) collect_definition(block.identifier, page, file) end,
  })
end

local function read_page(path)
  local doc = pandoc.read(book.read(path), 'json')
  local page = pandoc.utils.stringify(doc.meta.name)
  local number = doc.meta.number and pandoc.utils.stringify(doc.meta.number)
  local is_listing = { Div = function(div)
    if div.classes:includes('listing') then collect_definitions(div, page) end
  end }
  for _, block in ipairs(doc.blocks) do
    if block.t == 'Header' then
      number = number_of(block) or number
    elseif number then
      collect_terms(block, page, number)
    end
    pandoc.walk_block(pandoc.Div({ block }), is_listing)
  end
end

-- Definitions that no page shows lead to their files.
local function add_hidden()
  for _, line in ipairs(book.lines(book.read(book.parts .. '/definitions.tsv') or '')) do
    local file, kind, first, code, names =
      line:match('^([^\t]*)\t([^\t]*)\t(%d+)\t(%d+)\t%d+\t(.*)$')
    if file and kind ~= 'file' and not shown[file .. ':' .. code]
       and not file:match('/[a-z]*test_') and not file:match('/fuzz_') then
      for name in names:gmatch('%S+') do
        add(found_definitions, name,
            { target = links.code_page(file) .. '#L' .. first, file = file })
      end
    end
  end
end

-- Stops at words of terms.txt that stand nowhere.
local function check_terms()
  local list, missing = 'book/back/terms.txt', 0
  for _, line in ipairs(book.lines(book.read(list) or '')) do
    local term = line:match('^([^#=]-)%s*=') or line:match('^([^#]-)%s*$')
    if term and term ~= '' and not found_terms[term] then
      io.stderr:write(list, ': no chapter has "', term, '" more than once in its sections.\n')
      missing = missing + 1
    end
  end
  if missing > 0 then os.exit(1) end
end

local function link_to(place)
  local target = place.target or place.page .. '.html#' .. place.id
  local text = pandoc.Str(place.label)
  local link = pandoc.Link({ place.main and pandoc.Strong({ text }) or text }, target)
  return link
end

local function entry(head, places)
  local line = pandoc.List(head)
  local seen = {}
  for _, place in ipairs(places) do
    local key = place.label .. (place.page or '')
    if not seen[key] or place.main then
      line:extend({ pandoc.Str(','), pandoc.Space(), link_to(place) })
      seen[key] = true
    end
  end
  return { pandoc.Plain(line) }
end

local function initial(name)
  local letter = name:match('%a')
  return letter and letter:upper() or '0–9'
end

local function by_name(a, b)
  local x, y = a:lower():gsub('^%A+', ''), b:lower():gsub('^%A+', '')
  if x == y then return a < b end
  return x < y
end

-- "matmul.c"; "main.c of 2" where main.c of other chapters have the name, too.
local function name_files(places)
  for _, place in ipairs(places) do
    local short = place.file:match('[^/]*$')
    local room = place.file:match('chapters/0*(%d+)') or place.file:match('^[^/]*')
    place.label = short
    for _, other in ipairs(places) do
      if other.file ~= place.file and other.file:match('[^/]*$') == short then
        place.label = short .. ' of ' .. room
      end
    end
  end
end

-- A heading and a list for each letter.
local function letters(found, prefix, head)
  local names = {}
  for name in pairs(found) do names[#names + 1] = name end
  table.sort(names, by_name)
  local blocks, items, letter = pandoc.List(), nil, nil
  for _, name in ipairs(names) do
    if initial(name) ~= letter then
      letter = initial(name)
      items = pandoc.List()
      blocks:insert({ letter = letter, items = items })
    end
    items:insert(entry(head(name), found[name]))
  end
  return blocks:map(function(group)
    return pandoc.Div({
      pandoc.Header(3, { pandoc.Str(group.letter) },
                    pandoc.Attr(prefix .. group.letter:lower(), { 'unlisted' })),
      pandoc.BulletList(group.items),
    }, pandoc.Attr('', { 'index-letter' }))
  end)
end

local function fill(div)
  if div.classes:includes('index-of-terms') then
    div.content = letters(found_terms, 'terms-', function(term) return { pandoc.Str(term) } end)
    return div
  elseif div.classes:includes('index-of-definitions') then
    div.content = letters(found_definitions, 'definitions-',
                          function(name) return { pandoc.Code(name) } end)
    return div
  end
end

function Pandoc(doc)
  for path in os.getenv('BOOK_PAGES'):gmatch('%S+') do read_page(path) end
  check_terms()
  add_hidden()
  for _, places in pairs(found_definitions) do name_files(places) end
  doc.blocks = pandoc.walk_block(pandoc.Div(doc.blocks), { Div = fill }).content
  return doc
end
