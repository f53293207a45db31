// Two hundred slogans as offices write them, always the same ones: the words of the seed and sentences put together from
// the vocabulary of administrative reform, so that every mark of Vietnamese comes up.

import type { CitySeed } from '../../../content/model/seed.ts';
import { messageOf } from '../../../content/model/item-words.ts';

const DEEDS = [
  'Đẩy mạnh',
  'Nâng cao chất lượng',
  'Tích cực hưởng ứng',
  'Quyết tâm thực hiện',
  'Chung tay xây dựng',
  'Tiếp tục đổi mới',
];
const AIMS = [
  'cải cách thủ tục hành chính',
  'dịch vụ công trực tuyến toàn trình',
  'chuyển đổi số cộng đồng',
  'nếp sống văn minh đô thị',
  'phong trào thi đua yêu nước',
  'an toàn giao thông',
  'môi trường sáng, xanh, sạch, đẹp',
  'nền hành chính phục vụ',
];
const ENDS = [
  'vì sự hài lòng của người dân',
  'hướng tới chính quyền thân thiện',
  'phục vụ nhân dân tốt hơn',
  'kỷ cương, trách nhiệm, hiệu quả',
  'để mỗi người dân đều được thụ hưởng',
];

export function slogansOf(seed: CitySeed, count: number): string[] {
  const ofSeed = seed.items.flatMap(({ content }) =>
    content.kind === 'slogan' && !content.text.includes('{') ? (messageOf(content) ?? []) : [],
  );
  const made = DEEDS.flatMap((deed, a) =>
    AIMS.flatMap((aim, b) =>
      ENDS.map((end, c) => `${deed} ${aim}${(a + b + c) % 2 === 0 ? ', ' : ' '}${end}`),
    ),
  );
  // Every seventh of the made ones first, so that a small sample has some of each.
  const spread = made.map((_, index) => made[(index * 7) % made.length] ?? '');
  return [...ofSeed, ...spread].slice(0, count);
}
