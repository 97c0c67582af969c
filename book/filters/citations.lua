-- Works that are cited, after pandoc's citeproc: [@guo2017] links to the entry of the
-- bibliography's page, and a list item that begins with @guo2017, as under "Further reading",
-- begins with the whole entry. A work that the bibliography does not have is an error.

local book = require 'book'

local citations = {}

local PAGE = 'bibliography' -- the page that keeps the list of all works
local BACK = 'book/back/' .. PAGE .. '.md'

local entries = {} -- key -> the inlines of its entry

-- The list that citeproc appended; it stays on the bibliography's page alone.
local function take_entries(blocks)
  return blocks:filter(function(block)
    if block.t ~= 'Div' or block.identifier ~= 'refs' then return true end
    for _, entry in ipairs(block.content) do
      entries[entry.identifier:match('^ref%-(.*)$')] = entry.content[1].content
    end
    return book.name == PAGE
  end)
end

local function check(cite)
  for _, citation in ipairs(cite.citations) do
    if not entries[citation.id] then
      book.problem({ '@' .. citation.id }, 'the work "%s" is not in book/bibliography/works.bib.',
                   citation.id)
    end
  end
end

local function to_page(link)
  local key = link.target:match('^#ref%-(.*)$')
  if not key then return nil end
  link.target = PAGE .. '.html#ref-' .. key
  return link
end

-- The entry of the work that an item begins with, instead of its authors' names.
local function whole_entry(item)
  local first = item[1] and item[1].content and item[1].content[1]
  if not first or first.t ~= 'Cite' or first.citations[1].mode ~= 'AuthorInText' then return item end
  local entry = entries[first.citations[1].id]
  if not entry then return item end
  local rest = pandoc.List(item[1].content)
  rest:remove(1)
  if rest[1] and rest[1].t == 'Str' then -- the entry ends with a full stop of its own
    rest[1] = pandoc.Str((rest[1].text:gsub('^%.', '')))
  end
  local target = PAGE .. '.html#ref-' .. first.citations[1].id
  local sign = pandoc.Link({ pandoc.Str('↗') }, target, 'in the bibliography',
                           pandoc.Attr('', { 'work' }, { { 'aria-label', 'in the bibliography' } }))
  local content = pandoc.List(entry):clone()
  content:insert(pandoc.Space())
  content:insert(sign)
  content:extend(rest)
  item[1].content = content
  return item
end

local function works(list)
  list.content = pandoc.List(list.content):map(whole_entry)
  return list
end

function citations.apply(doc)
  doc.blocks = take_entries(pandoc.List(doc.blocks))
  pandoc.walk_block(pandoc.Div(doc.blocks), { Cite = check })
  if book.name == PAGE then return doc end
  if not next(entries) then return doc end
  if not book.read(BACK) then
    book.problem({ '@' }, 'works are cited, and there is no %s to list them.', BACK)
    return doc
  end
  local walked = pandoc.walk_block(pandoc.Div(doc.blocks), { BulletList = works })
  doc.blocks = pandoc.walk_block(walked, { Link = to_page, Cite = function(cite)
    return cite.content
  end }).content
  return doc
end

return citations
