-- How a reader makes anew what a page shows: under each figure, the script that draws it and
-- the experiment behind its data; at the end of a page, the experiments behind its numbers.

local book = require 'book'

local origins = {}

local function code(text) return pandoc.Code(text) end
local function words(text) return pandoc.Str(text) end

local function rows_of(text)
  local rows, names = {}, nil
  for _, line in ipairs(book.lines(text or '')) do
    local cells = {}
    for cell in (line .. '\t'):gmatch('([^\t]*)\t') do cells[#cells + 1] = cell end
    if not names then
      names = cells
    else
      local row = {}
      for i, name in ipairs(names) do row[name] = cells[i] end
      rows[row.file] = row
    end
  end
  return rows
end

local kept
local function kept_rows()
  kept = kept or rows_of(book.read('book/results/kept.tsv'))
  return kept
end

-- JSON says it itself; other files have a row in kept.tsv.
local function row_of(file)
  if not file:match('%.json$') then return kept_rows()[file] end
  local text = book.read(file)
  if not text then return nil end
  return { command = text:match('"command": "(.-)"'), machine = text:match('"machine": "(.-)"'),
           seeds = text:match('"seeds": %[%s*(.-)%s*%]'):gsub(',', ''),
           date = text:match('"date": "(.-)"') or '' }
end

local function circumstances(row)
  local seeds = row.seeds == '' and 'no random numbers'
                or (row.seeds:find(' ') and 'seeds ' or 'seed ') .. row.seeds:gsub(' ', ', ')
  return ('%s; %s; %s'):format(seeds, row.machine, row.date)
end

-- One paragraph for each experiment that wrote some of `files`.
local function experiments(files, needles)
  local paragraphs, of = {}, {}
  for _, file in ipairs(files) do
    local row = row_of(file)
    if not row then
      book.problem(needles, 'the figure shows %s, and book/results/kept.tsv does not say which ' ..
                   'experiment wrote it.', file)
    elseif of[row.command] then
      of[row.command]:extend({ words(', '), code(file:match('[^/]*$')) })
    else
      of[row.command] = pandoc.List({ words('Data: '), code(file:match('[^/]*$')) })
      paragraphs[#paragraphs + 1] = { row = row, content = of[row.command] }
    end
  end
  local blocks = {}
  for i, paragraph in ipairs(paragraphs) do
    paragraph.content:extend({ words(' from '), code(paragraph.row.command),
                               words(' (' .. circumstances(paragraph.row) .. ').') })
    blocks[i] = pandoc.Para(paragraph.content)
  end
  return blocks
end

-- The tables that a plot reads, from what figure.py noted.
local function tables_of(name)
  local noted = book.read(('%s/figures/%s/%s.made'):format(book.parts, book.name, name)) or ''
  local files = {}
  for file in noted:gmatch('\t(book/results/[^\n]*)') do files[#files + 1] = file end
  return files
end

-- What moves the figure `name`, where something does.
local function mover(name, files, needles)
  local blocks = experiments(files, needles)
  table.insert(blocks, 1, pandoc.Para({ words('It moves by '), code('book/play/' .. name .. '.js'),
                                        words('.') }))
  return blocks
end

-- A Div of class "made" for the figure `name` of the chapter; `needles` as in book.problem.
-- `moved_by` lists the results that move it, or is nil.
function origins.of_figure(name, needles, moved_by)
  local plot = ('%s/plots/%s.gp'):format(book.directory, name)
  local drawing = ('%s/figures/%s.svg'):format(book.directory, name)
  local blocks
  if book.read(plot) then
    blocks = experiments(tables_of(name), needles)
    table.insert(blocks, 1, pandoc.Para({ words('Plot: '), code(plot),
      words(', drawn by '), code('make book'), words('.') }))
  elseif book.read(drawing) then
    blocks = { pandoc.Para({ words('A drawing: '), code(drawing), words('.') }) }
  else
    blocks = experiments({ ('%s/figures/%s.png'):format(book.directory, name) }, needles)
  end
  for _, block in ipairs(moved_by and mover(name, moved_by, needles) or {}) do
    blocks[#blocks + 1] = block
  end
  if #blocks > 1 or not book.read(drawing) then
    blocks[#blocks + 1] = pandoc.Para({ code('make results'),
      words(' runs all experiments anew.') })
  end
  return pandoc.Div(blocks, pandoc.Attr('', { 'made' }))
end

-- That Div as something to open.
function origins.as_details(made)
  local blocks = pandoc.List({ pandoc.RawBlock('html', '<details class="made">' ..
                                               '<summary>How to make this figure</summary>') })
  blocks:extend(made.content)
  blocks:insert(pandoc.RawBlock('html', '</details>'))
  return blocks
end

-- Text with `code` in backquotes as inlines.
local function with_code(text)
  local inlines = pandoc.List()
  for plain, quoted in (text .. '``'):gmatch('([^`]*)`([^`]*)`') do
    if plain ~= '' then inlines:insert(words(plain)) end
    if quoted ~= '' then inlines:insert(code(quoted)) end
  end
  return inlines
end

-- The section that closes a page with measured numbers. `used` is a list of {file, sentence}.
function origins.of_numbers(used)
  local items = {}
  for i, source in ipairs(used) do
    local id = 'source-' .. source.file
    items[i] = { pandoc.Div({ pandoc.Plain(with_code(source.sentence)) }, pandoc.Attr(id)) }
  end
  local title = pandoc.Header(2, { words('Where the numbers come from') },
                              pandoc.Attr('numbers', { 'unnumbered' }))
  return pandoc.Div({ title, pandoc.BulletList(items) }, pandoc.Attr('', { 'sources' }))
end

return origins
