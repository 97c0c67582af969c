-- From a resolved chapter to a page: where it stands in the book, links on its headings and
-- figures, buttons on its code, numbers that lead to where they come from.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'
local links = require 'links'
local origins = require 'origins'
local exercises = require 'exercises'

local function neighbour(page)
  return page and pandoc.MetaMap({ name = page.name, number = page.number, title = page.title })
end

-- The template's `pages`, `previous` and `next`. Only the current page keeps its sections.
local function place_in_book(meta)
  local outline = pandoc.read(book.read(book.parts .. '/outline.json'), 'json')
  local pages = outline.meta.pages
  local name = pandoc.utils.stringify(meta.name)
  local home = name == 'index'
  for i, page in ipairs(pages) do
    if pandoc.utils.stringify(page.name) == name then
      meta.previous = neighbour(pages[i - 1])
      meta.next = neighbour(pages[i + 1])
      page.current = pandoc.MetaBool(true)
    elseif not home then
      page.sections = nil
    end
  end
  if home then
    meta.home = pandoc.MetaBool(true)
    meta.next = neighbour(pages[1])
  end
  meta.pages = pages
  if meta.summary then
    meta.summary = pandoc.MetaString(pandoc.utils.stringify(meta.summary))
  end
  return meta
end

local function with_anchor(header)
  if header.level == 1 or header.identifier == '' then return nil end
  header.content:insert(pandoc.Space())
  header.content:insert(pandoc.Link({ pandoc.Str('#') }, '#' .. header.identifier, '',
                                    pandoc.Attr('', { 'anchor' },
                                                { { 'aria-label', 'link to this section' } })))
  return header
end

-- Buttons do nothing without the script; the style sheet shows them only with it.
local function button(class, text, rest)
  return pandoc.RawInline('html', ('<button type="button" class="%s"%s>%s</button>')
                                  :format(class, rest or '', text))
end
local copy_button = button('copy', 'Copy')

local LONG = 40 -- a listing of more lines can be folded

local function lines_of(listing)
  local count = 0
  listing:walk({ CodeBlock = function(block)
    count = count + select(2, block.text:gsub('\n', '')) + 1
  end })
  return count
end

local function listing(div)
  local code, caption = div.content[2], div.content[1].content[1].content
  code.identifier = div.identifier .. '-code'
  local anchor = caption:remove()
  anchor.attributes['aria-label'] = 'link to this listing'
  local count = lines_of(div)
  if count > LONG then
    div.classes:insert('long')
    caption:insert(button('fold', 'Fold', (' aria-expanded="true" aria-controls="%s"')
                                          :format(code.identifier)))
    div.content:insert(pandoc.Plain({ button('unfold', ('Show all %d lines'):format(count)) }))
  end
  caption:extend({ copy_button, pandoc.Space(), anchor })
end

-- A drawing stands in a frame, in which it scrolls where it would become too small to read.
local function framed(block)
  if block.t == 'Div' and block.classes:includes('play-still') then
    block.content = pandoc.List(block.content):map(framed)
  elseif block.t == 'Plain' and block.content[1].t == 'RawInline' then
    return pandoc.Div({ block }, pandoc.Attr('', { 'drawn' }))
  end
  return block
end

local function figure(div)
  div.content = pandoc.List(div.content):map(framed)
  local caption = pandoc.List(div.content):find_if(function(block)
    return block.t == 'Div' and block.classes:includes('caption')
  end)
  if div.identifier == '' or not caption then return end
  caption.content[1].content:extend({ pandoc.Space(), pandoc.Link(
    { pandoc.Str('#') }, '#' .. div.identifier, '',
    pandoc.Attr('', { 'anchor' }, { { 'aria-label', 'link to this figure' } })) })
end

local function div(element)
  if element.classes:includes('made') then return origins.as_details(element) end
  if element.classes:includes('hint') then return exercises.folded(element) end
  if element.classes:includes('listing') then listing(element) end
  if element.classes:includes('figure') then figure(element) end
  if element.classes:includes('output') then
    element.content[1].content[1].content:insert(copy_button)
  end
  return element
end

-- Code that stands by itself, in a box with a button.
local function snippet(block)
  return pandoc.Div({ block, pandoc.Plain({ copy_button }) }, pandoc.Attr('', { 'snippet' }))
end

-- Code of listings and outputs has a button of its own.
local function boxed_snippets(blocks)
  local boxed = pandoc.List()
  for _, block in ipairs(blocks) do
    local own = block.t == 'Div' and (block.classes:includes('listing')
                                      or block.classes:includes('output'))
    if block.t == 'CodeBlock' then
      boxed:insert(snippet(block))
    elseif block.t == 'Div' and not own then
      block.content = boxed_snippets(block.content)
      boxed:insert(block)
    elseif block.t == 'BulletList' or block.t == 'OrderedList' then
      block.content = pandoc.List(block.content):map(boxed_snippets)
      boxed:insert(block)
    else
      boxed:insert(block)
    end
  end
  return boxed
end

-- A measured number leads to where it comes from. Not by keyboard: a page has hundreds, and
-- the section they lead to is at its end. In a link's text or a heading it leads nowhere.
local function plain_numbers(element)
  return element:walk({ Span = function(span)
    if span.classes:includes('result') then return span.content end
  end })
end

local function number(span)
  if not span.classes:includes('result') then return nil end
  local file = span.attributes['data-key']:match('^[^.]*')
  return pandoc.Link(span.content, '#source-' .. file, span.attributes.title,
                     pandoc.Attr('', { 'result' }, { { 'tabindex', '-1' } }))
end

-- A form of the book that was not made is only spoken of.
local function form(link)
  if not links.is_form(link.target) or book.read(book.out .. '/' .. link.target) then return nil end
  return link.content
end

-- A formula in a line cannot be broken; a long one scrolls by itself on a narrow screen.
local LONG_FORMULA = 40 -- characters of its TeX
local function formula(math)
  if math.mathtype ~= 'InlineMath' or #math.text <= LONG_FORMULA then return nil end
  return pandoc.Span({ math }, pandoc.Attr('', { 'long-formula' }))
end

-- An option is not to be broken after its dashes.
local LONGEST_OPTION = 24 -- characters
local function option(code)
  if not code.text:match('^%-') or #code.text > LONGEST_OPTION then return nil end
  code.classes:insert('option')
  return code
end

-- No line may begin with the comma after a formula, or end with the bracket before it.
local function is_formula(inline)
  return inline and (inline.t == 'Math' and inline.mathtype == 'InlineMath'
                     or inline.t == 'Span' and inline.classes:includes('long-formula'))
end

local function glued(inlines)
  local result = pandoc.List()
  for i, inline in ipairs(inlines) do
    local before = inlines[i - 1]
    local joins = is_formula(before) and inline.t == 'Str' and inline.text:match('^[,.;:?!)%]’”]')
                  or is_formula(inline) and before and before.t == 'Str' and before.text:match('[(%[“]$')
    local last = result[#result]
    if joins and last.t == 'Span' and last.classes:includes('glued') then
      last.content:insert(inline)
    elseif joins then
      result[#result] = pandoc.Span({ last, inline }, pandoc.Attr('', { 'glued' }))
    else
      result:insert(inline)
    end
  end
  return result
end

local function is_home(meta) return pandoc.utils.stringify(meta.name) == 'index' end

local function numbers(doc)
  if is_home(doc.meta) then return nil end
  return doc:walk({ Link = plain_numbers, Header = plain_numbers }):walk({ Span = number })
end

return {
  { Header = with_anchor, Meta = place_in_book },
  { Pandoc = function(doc) doc.blocks = boxed_snippets(doc.blocks); return doc end },
  { Div = div, Link = form, Math = formula, Code = option },
  { Inlines = glued },
  { Pandoc = numbers },
}
