-- From a resolved page to its part of the PDF, as LaTeX: ids start with the page's name, links
-- between pages become links within the document, drawings become PDF, and what the index lists
-- becomes \index.
--
--     pandoc -f json PAGE.json --lua-filter page.lua -t latex --top-level-division=chapter
--
-- BOOK_OUT has the pictures; drawings are converted into BOOK_PARTS/pdf.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*/[^/]*$', 'filters/?.lua') .. ';' .. package.path
local book = require 'book'

local HERE = PANDOC_SCRIPT_FILE:match('^(.*)/[^/]*$')

local name, number -- of the page; the number is nil where there is none

local function latex(text) return pandoc.RawInline('latex', text) end
local function latex_block(text) return pandoc.RawBlock('latex', text) end

local function prefixed(id, page)
  return 'page-' .. (page or name) .. (id ~= '' and '-' .. id or '')
end

local function escape(text)
  return (text:gsub('[\\{}$&#^_%%~]', {
    ['\\'] = '\\textbackslash{}', ['^'] = '\\textasciicircum{}', ['~'] = '\\textasciitilde{}',
    ['{'] = '\\{', ['}'] = '\\}', ['$'] = '\\$', ['&'] = '\\&', ['#'] = '\\#', ['_'] = '\\_',
    ['%'] = '\\%' }))
end

-- --- the index -------------------------------------------------------------------------------

-- makeindex's own signs, quoted.
local function quoted(text) return (text:gsub('[!@|"]', '"%0')) end

local function term_mark(term, main)
  return '\\index{' .. quoted(escape(term)) .. (main and '|textbf' or '') .. '}'
end

local function definition_mark(id)
  local word = id:match('^def%-(.*)$') or id:match('^decl%-(.*)$')
  if not word then return nil end
  word = quoted(word:gsub('%.%d+$', ''))
  return '\\index{' .. word .. '@\\texttt{' .. escape(word) .. '}}'
end

-- --- pictures --------------------------------------------------------------------------------

-- The rules for drawings of the EPUB, which knows the light palette alone, with this book's fonts.
local function figure_style()
  local rules = {}
  for _, line in ipairs(book.lines(book.read(HERE .. '/../style/epub.css') or '')) do
    if line:match('^svg') then rules[#rules + 1] = line end
  end
  rules[#rules + 1] = book.read(HERE .. '/figures.css')
  return table.concat(rules, '\n')
end

local style
local drawings = 0

-- An SVG as a PDF file; its path.
local function drawn(svg)
  style = style or figure_style()
  drawings = drawings + 1
  svg = svg:gsub('var%(%s*%-%-[%w-]+%s*,%s*([^()]*)%)', '%1')
  svg = svg:gsub('^(<svg[^>]*>)', function(open)
    return open .. '<style>' .. style .. '</style>'
  end)
  local path = book.parts .. '/pdf/' .. name .. '-' .. drawings .. '.pdf'
  local file = assert(io.open(path, 'wb'))
  file:write(pandoc.pipe('rsvg-convert', { '-f', 'pdf' }, svg))
  file:close()
  return path
end

local function included(path)
  return latex('\\includegraphics[width=0.78\\linewidth,height=0.6\\textheight,keepaspectratio]{'
               .. path .. '}')
end

local function image(element) return included(element.src) end

local function raw_inline(element)
  if element.format ~= 'html' then return nil end
  if element.text:match('^<svg') then
    return included(drawn(element.text))
  end
  return {}
end

-- --- code ------------------------------------------------------------------------------------

local function plain_output(text)
  return latex_block('\\begin{Output}\n' .. text .. '\n\\end{Output}')
end

local function caption_of(div)
  local file = div.attributes['data-file']
  local lines = ''
  pandoc.walk_block(div, { Span = function(span)
    if span.classes:includes('lines') then lines = pandoc.utils.stringify(span) end
  end })
  local short = file:gsub('^chapters/', '')
  return latex_block('\\listingcaption{' .. escape(short) .. '}{' .. lines .. '}')
end

local function listing(div)
  local blocks = pandoc.List({ caption_of(div) })
  local marks = ''
  pandoc.walk_block(div, { Span = function(span)
    marks = marks .. (definition_mark(span.identifier) or '')
  end })
  local targets = ''
  pandoc.walk_block(div, {
    Span = function(span)
      if span.identifier ~= '' then
        targets = targets .. '\\hypertarget{' .. prefixed(span.identifier) .. '}{}'
      end
    end,
    CodeBlock = function(block)
      if block.classes:includes('gap') then blocks:insert(latex_block('\\listinggap')) end
      local before = targets .. marks
      if block.identifier ~= '' then
        before = before .. '\\hypertarget{' .. prefixed(block.identifier) .. '}{}'
                 .. (definition_mark(block.identifier) or '')
      end
      if before ~= '' then blocks:insert(latex_block('\\listingmark{' .. before .. '}')) end
      targets, marks = '', ''
      block.classes = block.classes:filter(function(c) return c ~= 'gap' end)
      block.identifier = ''
      blocks:insert(block)
    end,
  })
  blocks:insert(latex_block('\\listingend'))
  blocks:insert(1, latex_block('\\hypertarget{' .. prefixed(div.identifier) .. '}{}'))
  return blocks
end

local function output(div)
  local command = pandoc.utils.stringify(div.content[1])
  return { latex_block('\\outputcaption{' .. escape(command) .. '}'),
           plain_output(div.content[2].text) }
end

-- --- blocks ----------------------------------------------------------------------------------

local function surrounded(before, blocks, after)
  local result = pandoc.List({ latex_block(before) })
  result:extend(blocks)
  result:insert(latex_block(after))
  return result
end

-- Inlines as one piece between LaTeX's braces.
local function between(before, inlines, after)
  local content = pandoc.List({ latex(before) })
  content:extend(inlines)
  content:insert(latex(after))
  return pandoc.Plain(content)
end

local function in_one_paragraph(blocks)
  local content = pandoc.List()
  for i, block in ipairs(blocks) do
    if i > 1 then content:insert(pandoc.Space()) end
    content:extend(block.content)
  end
  return content
end

-- A figure stays where it stands: after a long table, LaTeX's floats run off the page.
local function figure(div)
  local result = pandoc.List({ latex_block('\\begin{drawing}') })
  if div.identifier ~= '' then
    result:insert(latex_block('\\hypertarget{' .. prefixed(div.identifier) .. '}{}'))
  end
  for _, block in ipairs(div.content) do
    if block.t == 'Div' and block.classes:includes('caption') then
      result:insert(between('\\drawingcaption{', block.content[1].content, '}'))
    elseif block.t == 'Div' and block.classes:includes('made') then
      result:insert(between('\\figuremade{', in_one_paragraph(block.content), '}'))
    else
      result:insert(block)
    end
  end
  result:insert(latex_block('\\end{drawing}'))
  return result
end

local function warning(div)
  local title = pandoc.utils.stringify(div.content[1])
  local rest = pandoc.List(div.content)
  rest:remove(1)
  return surrounded('\\begin{warning}{' .. escape(title) .. '}', rest, '\\end{warning}')
end

local function div(element)
  local classes = element.classes
  if classes:includes('listing') then return listing(element) end
  if classes:includes('output') then return output(element) end
  if classes:includes('figure') then return figure(element) end
  if classes:includes('note') then
    return surrounded('\\begin{note}', element.content, '\\end{note}')
  end
  if classes:includes('warning') then return warning(element) end
  if classes:includes('table') then
    return surrounded('\\begin{wide}', element.content, '\\end{wide}')
  end
  if element.identifier ~= '' then element.identifier = prefixed(element.identifier) end
  return element
end

local function header(element)
  local first = element.content[1]
  if first and first.t == 'Span' and first.classes:includes('section-number') then
    element.content:remove(1)
    element.content:remove(1)
  elseif element.level <= 2 then
    element.classes:insert('unnumbered')
  end
  element.identifier = prefixed(element.level > 1 and element.identifier or '')
  if element.level > 1 then return element end
  local title = pandoc.utils.stringify(element)
  if number then return { latex_block('\\bookchapter{' .. number .. '}'), element } end
  return { element, latex_block('\\markboth{' .. escape(title) .. '}{' .. escape(title) .. '}') }
end

local function code_block(element)
  if element.identifier ~= '' then element.identifier = prefixed(element.identifier) end
  if #element.classes == 0 then return plain_output(element.text) end
  return element
end

-- --- inlines ---------------------------------------------------------------------------------

local function link(element)
  local target = element.target
  if element.classes:includes('anchor') or element.classes:includes('work') then return {} end
  if target:match('^%a[%w+.-]*:') then return element end
  if target:match('^code/') then return element.content end
  local page, id = target:match('^([^#]*)%.html#?(.*)$')
  if not page then id = target:match('^#(.*)$') end
  if page == 'book-index' then page, id = 'book-index', '' end
  element.target = '#' .. prefixed(id, page)
  return element
end

local function span(element)
  if element.classes:includes('term') then
    local mark = term_mark(element.attributes['data-term'], element.classes:includes('main'))
    return latex('\\hypertarget{' .. prefixed(element.identifier) .. '}{}' .. mark)
  end
  if element.classes:includes('result') then return element.content end
  if element.identifier ~= '' then element.identifier = prefixed(element.identifier) end
  return element
end

-- The printed index is makeindex's.
local function index_page(doc)
  if name ~= 'book-index' then return nil end
  return pandoc.Pandoc({ latex_block('\\hypertarget{page-book-index}{}\\printindex') }, doc.meta)
end

return {
  { Meta = function(meta)
    name = pandoc.utils.stringify(meta.name)
    number = meta.number and pandoc.utils.stringify(meta.number)
  end },
  { Pandoc = index_page },
  { Div = div },
  { RawInline = raw_inline, Image = image, CodeBlock = code_block, Header = header, Link = link, Span = span },
  { Meta = function() return {} end },
}
