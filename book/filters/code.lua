-- A page for each C file, with an anchor for each line (#L12). One run of pandoc writes them
-- all: BOOK_FILES lists the files, the template is code.html.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'
local links = require 'links'

local function highlighted(text)
  local block = pandoc.CodeBlock(text, pandoc.Attr('L', { 'c', 'numberLines' }))
  local html = pandoc.write(pandoc.Pandoc({ block }), 'html')
  html = html:gsub('([#"])L%-(%d)', '%1L%2')
  -- As newer pandocs do: line numbers are for the pointer, not for the keyboard.
  return (html:gsub('(<a href="#L%d+")></a>', '%1 aria-hidden="true" tabindex="-1"></a>'))
end

local function fill(template, values)
  return (template:gsub('%$(%l+)%$', values))
end

-- The chapter that a file belongs to; the files of common/ belong to none.
local function chapter_link(file, root)
  local name, number = file:match('^chapters/((%d+)[^/]*)/')
  if not name or not book.read('chapters/' .. name .. '/chapter.md') then return '' end
  return ('<a href="%s%s.html">Chapter %d</a>'):format(root, name, tonumber(number))
end

local function write_page(template, file)
  local page = links.code_page(file)
  local output = assert(io.open(book.out .. '/' .. page, 'w'))
  local _, depth = page:gsub('/', '/')
  local root = ('../'):rep(depth)
  output:write(fill(template, { file = file, root = root, chapter = chapter_link(file, root),
                                code = highlighted(book.read(file)) }))
  output:close()
end

function Pandoc()
  local template = book.read(PANDOC_SCRIPT_FILE:gsub('filters/[^/]*$', 'style/code.html'))
  for file in os.getenv('BOOK_FILES'):gmatch('%S+') do write_page(template, file) end
end
