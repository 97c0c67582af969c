-- Code by the name of its definition.
--
--     ```{.listing file=matmul.c names="pack_tile matmul"}
--     ```
--
-- becomes a Div of class "listing": a caption, then one CodeBlock for each definition, with
-- the comment above it and its true line numbers. Without `names` it is the whole file, from
-- its first comment or definition on, cut before each definition so that each has an anchor:
-- #def-matmul for a definition, #decl-matmul for a prototype. definitions.tsv (written by
-- definitions.py with Universal Ctags) knows where definitions are.

local book = require 'book'
local links = require 'links'

local listings = {}

local index -- file -> { whole = entry, definitions = { entry, ... } }
local function load_index()
  index = {}
  local path = book.parts .. '/definitions.tsv'
  for _, line in ipairs(book.lines(book.read(path) or error(path .. ' is missing'))) do
    local file, kind, first, code, last, names =
      line:match('^([^\t]*)\t([^\t]*)\t(%d+)\t(%d+)\t(%d+)\t(.*)$')
    if file then
      local entry = { kind = kind, first = tonumber(first), code = tonumber(code),
                      last = tonumber(last), names = {} }
      for name in names:gmatch('%S+') do table.insert(entry.names, name) end
      index[file] = index[file] or { definitions = {} }
      if kind == 'file' then
        index[file].whole = entry
      else
        table.insert(index[file].definitions, entry)
      end
    end
  end
end

local function find_all(definitions, name)
  local found = {}
  for _, definition in ipairs(definitions) do
    for _, other in ipairs(definition.names) do
      if other == name then found[#found + 1] = definition end
    end
  end
  return found
end

-- The entries for names="...", or nil when one of them is not to be had.
local function choose(file, names, needles)
  local chosen, complete, seen = {}, true, {}
  local function refuse(...)
    book.problem(needles, ...)
    complete = false
  end
  for name in names:gmatch('[^%s,]+') do
    local found = find_all(index[file].definitions, name)
    if #found == 0 then
      refuse('the listing asks for "%s", but %s does not define it.', name, file)
    elseif #found > 1 then
      local where = {}
      for _, entry in ipairs(found) do where[#where + 1] = entry.code end
      refuse('the listing asks for "%s", which is ambiguous: %s defines it %d times ' ..
             '(lines %s).', name, file, #found, table.concat(where, ', '))
    elseif seen[found[1]] then
      refuse('the listing names "%s" twice.', name)
    else
      seen[found[1]] = true
      chosen[#chosen + 1] = found[1]
    end
  end
  return complete and chosen or nil
end

-- The last line before `line` that is not blank.
local function last_before(lines, line)
  repeat line = line - 1 until line < 1 or lines[line]:find('%S')
  return line
end

-- The whole file in pieces: what stands before the first definition, then one per definition.
local function pieces_of_file(whole, definitions, lines)
  local pieces = {}
  if #definitions == 0 or definitions[1].first > whole.first then
    pieces[1] = { first = whole.first }
  end
  for _, entry in ipairs(definitions) do
    pieces[#pieces + 1] = { first = entry.first, entry = entry }
  end
  for i, piece in ipairs(pieces) do
    piece.last = last_before(lines, pieces[i + 1] and pieces[i + 1].first or whole.last + 1)
  end
  return pieces
end

local function pieces_of_names(chosen)
  local pieces = {}
  for _, entry in ipairs(chosen) do
    pieces[#pieces + 1] = { first = entry.first, last = entry.last, entry = entry }
  end
  return pieces
end

local anchors = {}
local function fresh_anchor(wanted)
  local anchor, count = wanted, 1
  while anchors[anchor] do
    count = count + 1
    anchor = wanted .. '.' .. count -- def-loss-2 is line 2 of def-loss
  end
  anchors[anchor] = true
  return anchor
end

local function text_between(lines, first, last)
  return table.concat(lines, '\n', first, last)
end

-- How large a piece will be, in lines and columns: book.css leaves that much room where it is
-- out of sight, so that the browser need not lay it out.
local function size_of(piece, lines)
  local columns = 0
  for i = piece.first, piece.last do columns = math.max(columns, utf8.len(lines[i])) end
  return ('--lines: %d; --columns: %d'):format(piece.last - piece.first + 1, columns)
end

-- One piece as a CodeBlock; the second and later names of a definition get bare anchors.
local function piece_blocks(piece, lines, previous)
  local classes = { 'c', 'numberLines' }
  local contiguous = previous and not text_between(lines, previous.last + 1, piece.first - 1)
                                      :find('%S')
  if previous and previous.last < piece.first and contiguous then
    piece.first = previous.last + 1 -- only blank lines between: no gap
  elseif previous then
    classes[#classes + 1] = 'gap'
  end
  local blocks, id = {}, ''
  if piece.entry then
    local prefix = piece.entry.kind .. '-'
    id = fresh_anchor(prefix .. piece.entry.names[1])
    piece.entry.anchor = id
    for i = 2, #piece.entry.names do
      local span = pandoc.Span({}, pandoc.Attr(fresh_anchor(prefix .. piece.entry.names[i])))
      blocks[#blocks + 1] = pandoc.Plain({ span })
    end
  end
  local attributes = { { 'startFrom', tostring(piece.first) }, { 'style', size_of(piece, lines) } }
  local code = text_between(lines, piece.first, piece.last)
  blocks[#blocks + 1] = pandoc.CodeBlock(code, pandoc.Attr(id, classes, attributes))
  return blocks
end

-- "line 7" or "lines 20–48, 66–94"; pieces that follow each other are one range.
local function ranges(pieces)
  local parts, from = {}, nil
  for i, piece in ipairs(pieces) do
    from = from or piece.first
    local following = pieces[i + 1]
    if not (following and following.first == piece.last + 1) then
      parts[#parts + 1] = from == piece.last and from or (from .. '–' .. piece.last)
      from = nil
    end
  end
  local all = table.concat(parts, ', ')
  return (all:find('%D') and 'lines ' or 'line ') .. all
end

-- "matmul.c, lines 12–48", with a link to the page of the file and one to this listing.
local function caption(file, pieces, id)
  local short = file:match('[^/]*$')
  local first = pieces[1].first
  for _, piece in ipairs(pieces) do first = math.min(first, piece.first) end
  local page = links.code_page(file) .. '#L' .. first
  return pandoc.Div({ pandoc.Plain({
    pandoc.Link({ pandoc.Str(short) }, page, 'the whole file'),
    pandoc.Space(),
    pandoc.Span({ pandoc.Str(ranges(pieces)) }, pandoc.Attr('', { 'lines' })),
    pandoc.Space(),
    pandoc.Link({ pandoc.Str('#') }, '#' .. id, 'link to this listing',
                pandoc.Attr('', { 'anchor' })),
  }) }, pandoc.Attr('', { 'listing-caption' }))
end

local function entries_of(pieces)
  local shown = {}
  for _, piece in ipairs(pieces) do
    if piece.entry then
      shown[#shown + 1] = piece.entry.code .. ':' .. piece.entry.anchor
    end
  end
  return table.concat(shown, ' ')
end

local function render(file, pieces, lines)
  local blocks = {}
  for i, piece in ipairs(pieces) do
    for _, block in ipairs(piece_blocks(piece, lines, pieces[i - 1])) do
      blocks[#blocks + 1] = block
    end
  end
  local names = {}
  for _, piece in ipairs(pieces) do
    if piece.entry then names[#names + 1] = piece.entry.names[1] end
  end
  local short = file:match('[^/]*$')
  local id = fresh_anchor('listing-' .. short:gsub('%W', '-') ..
                          (names[1] and '-' .. names[1] or ''))
  local code = pandoc.Div(blocks, pandoc.Attr('', { 'listing-code' }))
  return pandoc.Div({ caption(file, pieces, id), code }, pandoc.Attr(id, { 'listing' }, {
    { 'role', 'group' }, { 'aria-label', 'Code from ' .. short },
    { 'data-file', file }, { 'data-shown', entries_of(pieces) },
  }))
end

function listings.CodeBlock(block)
  if not block.classes:includes('listing') then return nil end
  if not index then load_index() end
  local wanted, names = block.attributes.file, block.attributes.names
  local needles = { '.listing', wanted or '', names or '' }
  for attribute in pairs(block.attributes) do
    if attribute ~= 'file' and attribute ~= 'names' then
      book.problem(needles, 'a listing takes file and names, not "%s".', attribute)
      return nil
    end
  end
  if not wanted then
    book.problem(needles, 'the listing does not say its file: file=NAME.c.')
    return nil
  end
  if block.text:find('%S') then
    book.problem(needles, 'the listing of %s has text of its own; its code comes from the file.',
                 wanted)
    return nil
  end
  local file = book.normalize(book.directory .. '/' .. wanted)
  if not index[file] then
    book.problem(needles, 'the listing wants %s, and there is no such C file.', file)
    return nil
  end
  local pieces
  local lines = book.lines(book.read(file))
  if names then
    local chosen = choose(file, names, needles)
    if not chosen then return nil end
    pieces = pieces_of_names(chosen)
  else
    pieces = pieces_of_file(index[file].whole, index[file].definitions, lines)
  end
  if #pieces == 0 then
    book.problem(needles, 'the listing of %s names nothing.', wanted)
    return nil
  end
  return render(file, pieces, lines)
end

return listings
