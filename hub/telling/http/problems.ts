/** What is asked for and not there. */

export const unknownOffice = {
  status: 404,
  code: 'unknown-office',
  title: 'No such office',
  detail: 'その区役所・支所はありません。',
  messageEn: 'No such office.',
};

export const unknownSection = {
  status: 404,
  code: 'unknown-section',
  title: 'No such section',
  detail: 'その課はありません。',
  messageEn: 'No such section.',
};

export const unknownDay = {
  status: 404,
  code: 'unknown-day',
  title: 'Nobody was called on that day, or it is more than 28 days ago',
  detail: 'その日の記録はありません。記録は28日分です。',
  messageEn: 'Nothing is known of that day; 28 days are kept.',
};

export const unknownTicket = {
  status: 404,
  code: 'unknown-ticket',
  title: 'No ticket of today has this code',
  detail: 'この番号札は見つかりません。本日の番号札かどうかお確かめください。',
  messageEn: 'No ticket of today has this code.',
};

export const storeRefuses = {
  status: 503,
  code: 'store-refuses',
  title: 'The store cannot be written',
  detail: '記録を保存できません。ディスクの空きをご確認ください。',
  messageEn: 'What comes in cannot be kept. Look whether the disk is full.',
};
